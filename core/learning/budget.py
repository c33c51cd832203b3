"""How many rounds fit into the minutes a person gives, measured on this computer."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice, pairwise
from statistics import fmean
from typing import Any

import keras

_WARM = 2
_MEASURED = 12
_LEAST = 3
_ENOUGH = 2.0  # seconds of measuring
_FORWARD = 1 / 3
"""Cost of answering a photo over that of learning from it: one pass forward, none back."""


@dataclass(frozen=True)
class Plan:
    """How long to learn.

    Parameters
    ----------
    epochs : int
        Rounds.
    steps : int
        Batches in each; fewer than all photos need where not even one whole round fits.
    before : int, default 0
        How many of the rounds an earlier stage made.
    smaller : int, default 0
        How many of those after them see smaller photos.
    """

    epochs: int
    steps: int
    before: int = 0
    smaller: int = 0


def step_seconds(
    model: keras.Model,
    batches: Iterable[tuple[Any, Any]],
    clock: Callable[[], float] = time.monotonic,
) -> tuple[float, float]:
    """Return how long a compiled network takes for its first batch and for a later one.

    Its state is as before afterwards. Making the batch ready is counted, for it takes the same
    processors. The first one takes longer: the graph is traced.

    Parameters
    ----------
    model : keras.Model
        Compiled.
    batches : iterable of (pixels, labels)
        A few are taken.
    clock : callable, optional
        Returns seconds.
    """
    model.optimizer.build(model.trainable_variables)
    changing = [*model.variables, *model.optimizer.variables]
    before = [keras.ops.convert_to_numpy(variable) for variable in changing]
    moments = [clock()]
    for pixels, labels in islice(batches, _WARM + _MEASURED):
        model.train_on_batch(pixels, labels)
        moments.append(clock())
        if len(moments) > _WARM + _LEAST and moments[-1] - moments[_WARM] > _ENOUGH:
            break
    seconds = [later - earlier for earlier, later in pairwise(moments)]
    for variable, value in zip(changing, before, strict=True):
        variable.assign(value)
    return seconds[0], fmean(seconds[_WARM:] or seconds)


def make_plan(
    seconds: float, per_step: float, steps: int, epochs: int, watched: float = 0.0
) -> Plan:
    """Return the longest training that fits.

    Parameters
    ----------
    seconds : float
        Time there is.
    per_step : float
        Seconds a batch takes.
    steps : int
        Batches in a whole round.
    epochs : int
        Most rounds wanted.
    watched : float, default 0
        Photos kept aside over photos to learn from: they are answered after every round.

    Returns
    -------
    Plan
        At least one round of one batch.
    """
    watching = steps * watched * _FORWARD
    fitting = seconds / (per_step * (steps + watching))
    if fitting >= epochs:
        return Plan(epochs, steps)
    rounds = max(1, math.floor(fitting))
    shared = seconds / per_step / rounds - watching
    return Plan(rounds, max(1, min(steps, math.floor(shared))))
