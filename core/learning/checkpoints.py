"""Write down all a training knows after an epoch, and bring it back.

That is more than weights: the optimizer's own state, the state of the random generators inside the
network, the best weights so far and how long nothing was better. The order and the random changes
of the photos need no state, see `core.learning.input_pipeline`. A resumed training therefore gives
the same figures as one that was never interrupted.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from core.errors import RunDamaged
from core.files import write_json
from core.learning.best_weights import BestWeights
from core.learning.budget import Plan
from core.learning.watcher import Logs, Watcher
from core.runs.checkpoints import Checkpoint, other_than
from core.runs.run_directory import RunDirectory

_REST = 40
"""Times as long as the last checkpoint took, training goes on before the next: 2.5 per cent."""

Arrays = list[NDArray[Any]]


@dataclass(frozen=True)
class Progress:
    """How far a training had come.

    Parameters
    ----------
    epoch : int
        Completed epochs.
    seconds : float
        How long they took, with all that was done before and between.
    ended : bool
        Whether early stopping had ended it.
    """

    epoch: int = 0
    seconds: float = 0.0
    ended: bool = False


class CheckpointWriter(Watcher):
    """Write a checkpoint after an epoch, if the last one is long enough ago.

    Parameters
    ----------
    run : RunDirectory
        Where; its diary already holds the epoch.
    best : BestWeights
        Stands earlier in the list of callbacks, as the one that writes the diary does.
    kept : Checkpoint or None
        The one this training goes on from; the other is overwritten first.
    seconds : float
        How long the training took before.
    plan : Plan
        How long it was meant to take, which a resumed training keeps to.
    """

    def __init__(
        self,
        run: RunDirectory,
        best: BestWeights,
        kept: Checkpoint | None,
        seconds: float,
        plan: Plan,
    ) -> None:
        super().__init__()
        self._run, self._best, self._plan = run, best, plan
        self._kept = kept
        self._began = time.monotonic() - seconds
        self._written = -np.inf
        self._cost = 0.0

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:  # noqa: ARG002  Keras' hook
        """Write one, if it is time."""
        now = time.monotonic()
        if now - self._written < _REST * self._cost:
            return
        self._write(epoch + 1, now - self._began)
        self._written = time.monotonic()
        self._cost = self._written - now

    def _write(self, epoch: int, seconds: float) -> None:
        checkpoint = other_than(self._run, self._kept)
        checkpoint.open_for_writing()
        _write_arrays(checkpoint.arrays, self.model, self._best, epoch)
        facts = {
            **asdict(Progress(epoch, seconds, bool(self.model.stop_training))),
            **self._best.memory(),
            "plan": asdict(self._plan),
            "history": [asdict(record) for record in self._run.state().history],
        }
        write_json(checkpoint.facts_file, facts)
        checkpoint.seal(epoch)
        self._kept = checkpoint


def restore(checkpoint: Checkpoint | None, model: keras.Model, best: BestWeights) -> Progress:
    """Bring a compiled model and ``best`` to where a training was.

    Parameters
    ----------
    checkpoint : Checkpoint or None
        A whole one; None changes nothing.
    model : keras.Model
        As the training built and compiled it.
    best : BestWeights
        As the training made it.

    Returns
    -------
    Progress
        From where it goes on.

    Raises
    ------
    RunDamaged
        If the network is not the one that was saved.
    """
    if checkpoint is None:
        return Progress()
    facts = checkpoint.facts()
    with np.load(checkpoint.arrays, allow_pickle=False) as stored:
        for name, variables in _variables(model).items():
            _assign(variables, _numbered(stored, name))
        weights = _numbered(stored, "best")
    if facts["best_epoch"] == facts["epoch"] and not weights:
        weights = model.get_weights()
    best.remember(facts, weights)
    return Progress(facts["epoch"], facts["seconds"], facts["ended"])


def _variables(model: keras.Model) -> dict[str, list[Any]]:
    """Return what changes while a network learns, by kind, in an order that stays."""
    model.optimizer.build(model.trainable_variables)
    generators = [item for item in model.variables if item.name == "seed_generator_state"]
    return {
        "weights": model.weights,
        "optimizer": model.optimizer.variables,
        "generators": generators,
    }


def _write_arrays(path: Path, model: keras.Model, best: BestWeights, epoch: int) -> None:
    """Write all arrays; the best weights are left out where they are the present ones."""
    to_numpy = keras.ops.convert_to_numpy
    arrays = {name: [*map(to_numpy, values)] for name, values in _variables(model).items()}
    present = best.best_epoch == epoch and not model.optimizer.use_ema
    arrays["best"] = [] if present else best.weights
    named = {f"{name}-{i}": value for name, kind in arrays.items() for i, value in enumerate(kind)}
    with path.open("wb") as stream:
        np.savez(stream, allow_pickle=False, **named)
        stream.flush()
        os.fsync(stream.fileno())


def _numbered(stored: Any, name: str) -> Arrays:
    count = sum(key.startswith(f"{name}-") for key in stored)
    return [stored[f"{name}-{index}"] for index in range(count)]


def _assign(variables: Sequence[Any], values: Arrays) -> None:
    if [tuple(item.shape) for item in variables] != [value.shape for value in values]:
        raise RunDamaged(
            "What was saved of this training does not fit its network.",
            "It was saved by another version of this program.",
            "Start a new training with the same settings.",
        )
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
