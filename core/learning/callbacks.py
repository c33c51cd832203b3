"""The only seam between Keras' training and the world."""
# ruff: noqa: ARG002  Keras fixes the arguments of its hooks

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from core.learning.best_weights import BestWeights
from core.learning.device import learns_on
from core.learning.pace import Pace
from core.learning.stopping import Diverged, StopRequested
from core.learning.watcher import Logs, Watcher, plain_figures
from core.runs.events import EventWriter

_EVERY = 0.5
_HOPELESS = 1e6
_FIGURES = ("loss", "accuracy", "val_loss", "val_accuracy")


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

    Parameters
    ----------
    diary : EventWriter
        Gets the epoch that broke off.
    learning_rate : float
        As a person set it, even where a part of it is used: what they are told to change.

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
    costs : sequence of float, optional
        As for `core.learning.pace.Pace`.
    """

    def __init__(
        self,
        diary: EventWriter,
        best: BestWeights,
        *,
        epochs: int,
        steps: int,
        images: int,
        costs: Sequence[float] = (),
    ) -> None:
        super().__init__()
        self._diary, self._best = diary, best
        self._epochs, self._steps = epochs, steps
        self._pace = Pace(epochs, steps, images, costs)
        self._epoch = 1
        self._epoch_began = self._written = time.monotonic()

    def on_train_begin(self, logs: Logs = None) -> None:
        """Say that the first batch is about to be read."""
        self._pace.begin_part()
        plan = {"epochs": self._epochs, "steps": self._steps}
        self._diary.write("training", **plan, device=learns_on())

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
        figures = plain_figures(logs)
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
        figures = plain_figures(logs)
        self._diary.write(
            "epoch",
            epoch=epoch + 1,
            **{key: figures.get(key) for key in _FIGURES},
            seconds=round(self._written - self._epoch_began, 4),
            best_epoch=self._best.best_epoch,
            **self._pace.outlook(self._steps),
        )
