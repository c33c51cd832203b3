"""Progressive resizing: the early rounds see smaller photos, which cost less.

A convolution that is pooled over the whole photo in the end fits photos of any size, and what it
learns from small ones carries over (Tan and Le 2021, arXiv:2104.00298).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import keras
import tensorflow as tf

from core.learning.budget import Plan, make_plan

SMALLER = 2 / 3
"""Side of the smaller photos over that of the others, before it is made divisible by eight."""

_SHARE = 0.6
_STEP = 8  # halved three times by pooling


@dataclass(frozen=True)
class Part:
    """Rounds that see photos of one size.

    Parameters
    ----------
    network : keras.Model
        Takes photos of that size; all parts share their weights.
    begin, end : int
        Rounds made before the part, and after it.
    """

    network: keras.Model
    begin: int
    end: int

    @property
    def side(self) -> int:
        """Side of its photos in pixels."""
        side: int = self.network.input_shape[1]
        return side


def smaller_side(side: int) -> int:
    """Return the side in pixels that early rounds bring photos of this side to."""
    return round(SMALLER * side / _STEP) * _STEP


def smaller_rounds(rounds: int) -> int:
    """Return how many of so many rounds see smaller photos."""
    return int(_SHARE * rounds)


def relative_cost(plan: Plan, done: int) -> float:
    """Return the time of the round after so many, over that of one with photos of full size."""
    return SMALLER**2 if plan.before <= done < plan.before + plan.smaller else 1.0


def longest_plan(
    seconds: float, costs: Sequence[float], steps: int, rounds: int, watched: float
) -> Plan:
    """Return the longest training that fits, its first rounds with smaller photos.

    Parameters
    ----------
    seconds : float
        Time there is.
    costs : sequence of float
        Seconds a batch takes: of smaller photos and of full size, or only the latter where no
        round sees smaller ones.
    steps, rounds, watched
        As for `core.learning.budget.make_plan`.

    Returns
    -------
    Plan
        At least one round of one batch.
    """
    for wanted in range(rounds, 1, -1):
        smaller = smaller_rounds(wanted) if len(costs) > 1 else 0
        per_step = (smaller * costs[0] + (wanted - smaller) * costs[-1]) / wanted
        found = make_plan(seconds, per_step, steps, wanted, watched)
        if found.epochs == wanted:
            return replace(found, smaller=smaller)
    return make_plan(seconds, costs[-1], steps, 1, watched)


def parts_of(plan: Plan, network: keras.Model) -> list[Part]:
    """Return the parts of a training, in order; one where all rounds see the same size."""
    change = plan.before + plan.smaller
    whole = Part(network, change, plan.epochs)
    if not plan.smaller:
        return [whole]
    return [Part(at_side(network, smaller_side(whole.side)), plan.before, change), whole]


def at_side(network: keras.Model, side: int) -> keras.Model:
    """Return the same network for photos of another side; the weights are shared.

    Parameters
    ----------
    network : keras.Model
        A chain of layers that ends in pooling over the whole photo and dense layers.
    side : int
        In pixels.
    """
    inputs = keras.Input((side, side, 3), name="pixels")
    outputs = inputs
    for layer in network.layers[1:]:
        outputs = layer(outputs)
    return keras.Model(inputs, outputs, name=network.name)


def resized(batches: Any, side: int) -> Any:
    """Return ``tf.data`` of ``(pixels, labels)`` with photos brought to a side, float32 0..255."""

    def smaller(pixels: Any, labels: Any) -> tuple[Any, Any]:
        return tf.image.resize(pixels, (side, side), antialias=True), labels

    return batches.map(smaller)
