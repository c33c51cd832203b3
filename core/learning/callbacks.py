"""The only seam between Keras' training and the world."""
# ruff: noqa: ARG002  Keras fixes the arguments of its hooks

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras

from core.learning.pace import Pace
from core.learning.stopping import Diverged, StopRequested
from core.runs.events import EventWriter

_EVERY = 0.5
_HOPELESS = 1e6
_ON_PLATEAU = 3
_FIGURES = ("loss", "accuracy", "val_loss", "val_accuracy")


Logs = dict[str, float] | None


class Watcher(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Something that is told of every batch and epoch; the base of all below."""


class StopOnRequest(Watcher):
    """End the training within one batch of a file's appearance.

    Parameters
    ----------
    request : Path
        The file.

    Raises
    ------
    StopRequested
        Out of ``fit``, whatever it was doing.
    """

    def __init__(self, request: Path) -> None:
        super().__init__()
        self._request = request

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Look for the file after a training batch."""
        self._look()

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Look for the file after a validation batch."""
        self._look()

    def _look(self) -> None:
        if self._request.exists():
            raise StopRequested


class StopOnDivergence(Watcher):
    """End a training whose loss is no longer a number, or beyond anything it could return from.

    Guessing among K classes has a mean loss of ln K, so a million is far beyond.

    Raises
    ------
    Diverged
        Out of ``fit``, with advice.
    """

    def __init__(self, diary: EventWriter, learning_rate: float) -> None:
        super().__init__()
        self._diary = diary
        self._learning_rate = learning_rate
        self._epoch = 1

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Remember which epoch it is, 1 for the first."""
        self._epoch = epoch + 1

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Check the mean loss of the epoch so far."""
        loss = (logs or {}).get("loss", 0.0)
        if loss < _HOPELESS:
            return
        self._diary.write("epoch", epoch=self._epoch, loss=loss, accuracy=None)
        raise Diverged(
            f"The error grew without limit in round {self._epoch}.",
            f"With a learning rate of {self._learning_rate:g} the steps are too large.",
            f"Train again with a smaller learning rate, such as {self._learning_rate / 10:g}.",
        )


class BestWeights(Watcher):
    """Keep the weights of the epoch with the lowest validation loss, in memory.

    One is kept through all stages of a training. Where the optimizer averages the weights, the
    average is what is kept.

    The loss, as Keras' own early stopping takes it: on a few dozen validation photos the accuracy
    jumps by whole photos, and its highest value is mostly luck.

    Parameters
    ----------
    network : keras.Model
        Whose weights are kept, also while only a part of it learns.
    patience : int or None
        End the training after so many epochs without a better one; None never does.
    plateau : float, default infinity
        While the training loss has never been below this, patience is three times as long. A
        network that learns from nothing often names every class equally often for its first
        epochs and then breaks away; that is no reason to give it up.

    Attributes
    ----------
    best_epoch : int or None
        1 for the first; None before any epoch ended.
    weights : list of ndarray
        Those of that epoch; empty before any ended.
    """

    def __init__(
        self, network: keras.Model, patience: int | None, plateau: float = math.inf
    ) -> None:
        super().__init__()
        self.best_epoch: int | None = None
        self._network = network
        self._stage_began = 0
        self._patience = patience
        self._plateau = plateau
        self._left_at: int | None = None  # epochs done when it left the plateau
        self._lowest = math.inf
        self.weights: list[Any] = []

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Keep the weights if they are better, and give up if none were for long."""
        logs = logs or {}
        if self._left_at is None and logs.get("loss", 0.0) < self._plateau:
            self._left_at = epoch
        self.consider(epoch + 1, logs["val_loss"])
        if self._patience is None:
            return
        patience = self._patience * (_ON_PLATEAU if self._left_at is None else 1)
        since = max(self.best_epoch or 0, self._left_at or 0, self._stage_began)
        if epoch + 1 - since >= patience:
            self.model.stop_training = True

    def begin_stage(self, epoch: int) -> None:
        """Be patient anew with a stage that begins after so many epochs."""
        self._stage_began = epoch

    def consider(self, epoch: int, loss: float) -> None:
        """Keep the present weights if ``loss`` on the validation photos is the lowest so far."""
        if loss < self._lowest:
            self._lowest = loss
            self.best_epoch = epoch
            self.weights = self._present()

    def restore(self) -> None:
        """Give the network the best weights, if any epoch ended."""
        if self.weights:
            self._network.set_weights(self.weights)

    def _present(self) -> list[Any]:
        own: list[Any] = self._network.get_weights()
        optimizer = getattr(self.model, "optimizer", None)
        if optimizer is None or not optimizer.use_ema:
            return own
        optimizer.finalize_variable_values(self.model.trainable_variables)
        averaged: list[Any] = self._network.get_weights()
        self._network.set_weights(own)
        return averaged

    def memory(self) -> dict[str, Any]:
        """Return all that it knows but the weights, ready for JSON."""
        return {"best_epoch": self.best_epoch, "lowest": self._lowest, "left_at": self._left_at}

    def remember(self, memory: Mapping[str, Any], weights: list[Any]) -> None:
        """Know again what `memory` told, and the best weights."""
        self.best_epoch = memory["best_epoch"]
        self._lowest, self._left_at = memory["lowest"], memory["left_at"]
        self.weights = weights


class EventLogger(Watcher):
    """Write the training into the run's diary: every epoch, and about two batches a second.

    Parameters
    ----------
    diary : EventWriter
        The diary.
    best : BestWeights
        Stands earlier in the list of callbacks, and knows the best epoch.
    epochs, steps : int
        The most epochs there will be, and batches in an epoch.
    images : int
        Training photos in an epoch.
    """

    def __init__(
        self, diary: EventWriter, best: BestWeights, *, epochs: int, steps: int, images: int
    ) -> None:
        super().__init__()
        self._diary, self._best = diary, best
        self._epochs, self._steps = epochs, steps
        self._pace = Pace(epochs, steps, images)
        self._epoch = 1
        self._epoch_began = self._written = time.monotonic()

    def on_train_begin(self, logs: Logs = None) -> None:
        """Say that the first batch is about to be read."""
        self._diary.write("training", epochs=self._epochs, steps=self._steps)

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Start the clock of an epoch."""
        self._epoch = epoch + 1
        self._epoch_began = time.monotonic()
        self._pace.begin_epoch(self._epoch, self._epoch_began)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Write a batch, if the last line is long enough ago."""
        now = time.monotonic()
        self._pace.end_step(batch + 1, now)
        if now - self._written < _EVERY:
            return
        self._written = now
        figures = logs or {}
        self._diary.write(
            "batch",
            epoch=self._epoch,
            step=batch + 1,
            steps=self._steps,
            loss=figures.get("loss"),
            accuracy=figures.get("accuracy"),
            **self._pace.outlook(batch + 1),
        )

    def on_test_begin(self, logs: Logs = None) -> None:
        """Start the clock of the validation."""
        self._pace.begin_validation(time.monotonic())

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Show life during a long validation."""
        now = time.monotonic()
        if now - self._written >= _EVERY:
            self._written = now
            self._diary.beat()

    def on_test_end(self, logs: Logs = None) -> None:
        """Learn how long a validation takes."""
        self._pace.end_validation(time.monotonic())

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Write the epoch."""
        self._written = time.monotonic()
        figures = logs or {}
        self._diary.write(
            "epoch",
            epoch=epoch + 1,
            **{key: figures.get(key) for key in _FIGURES},
            seconds=round(self._written - self._epoch_began, 4),
            best_epoch=self._best.best_epoch,
            **self._pace.outlook(self._steps),
        )
