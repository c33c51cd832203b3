"""One training of a study: watched while it learns, ended in time, and tidied up afterwards."""

from __future__ import annotations

import gc
import math
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import keras

from core.errors import CoreError
from core.learning.preparing import prepare_pixels
from core.learning.stopping import StopRequested
from core.learning.training import train
from core.runs.events import EventWriter
from core.runs.run_files import TrainingPicture
from core.runs.spec import TrainConfig
from core.runs.state import EpochRecord
from core.runs.studies import AttemptDirectory, Study

_LOOK_EVERY = 0.1

OnRound = Callable[[int, float], bool]
"""Is told the epoch and the accuracy on the photos kept aside; returns whether it is hopeless."""


@dataclass(frozen=True)
class Result:
    """What a training of a study came to.

    Parameters
    ----------
    status : str
        One of `core.runs.studies.ENDINGS`.
    best : EpochRecord or None
        The epoch whose weights were the best; None if none was completed.
    """

    status: str
    best: EpochRecord | None


def run_attempt(
    study: Study,
    diary: EventWriter,
    number: int,
    config: TrainConfig,
    pictures: Sequence[TrainingPicture],
    *,
    facts: dict[str, Any],
    deadline: float = math.inf,
    longest: float = math.inf,
    on_round: OnRound | None = None,
) -> Result:
    """Train once for a study, and write into its diary how it goes.

    Parameters
    ----------
    study : Study
        Whose stop request is heeded within one batch.
    diary : EventWriter
        Of the study.
    number : int
        0 for the first training of the study.
    config : TrainConfig
        The settings.
    pictures : sequence of TrainingPicture
        Photos to learn from and photos kept aside; no test photos.
    facts : dict
        What is tried, in words and numbers.
    deadline : float, optional
        When, by `time.monotonic`, it must end; it does within one batch, as ``stopped``.
    longest : float, optional
        Seconds it may take; if it takes longer it ends within one batch, as ``done``.
    on_round : callable, optional
        See `OnRound`.
    """
    began = time.monotonic()
    diary.write("attempt", number=number, facts=facts, config=config.to_json())
    attempt = study.new_attempt(number, config, pictures)
    watching = _Watching(attempt, diary, number, on_round)
    message = ""
    try:
        with _ended_in_time(study, attempt, min(deadline, began + longest)), watching as own:
            train(attempt, own, prepare_pixels(attempt, own))
    except StopRequested:
        pass
    except CoreError as error:
        message = str(error)
    cut = study.stop_request.exists() or time.monotonic() >= deadline
    ending = "stopped" if cut and attempt.stop_request.exists() else "done"
    ending = "given up" if watching.hopeless else ending
    result = Result("failed" if message else ending, attempt.state().best)
    _tidy_up(attempt)
    diary.write(
        "attempt_ended",
        number=number,
        status=result.status,
        accuracy=result.best.val_accuracy if result.best else None,
        loss=result.best.val_loss if result.best else None,
        seconds=round(time.monotonic() - began, 3),
        message=message,
    )
    return result


class _Watching(EventWriter):
    """The diary of a training that hands every epoch on, and ends what is hopeless."""

    def __init__(
        self, attempt: AttemptDirectory, diary: EventWriter, number: int, on_round: OnRound | None
    ) -> None:
        super().__init__(attempt.events)
        self._attempt, self._diary = attempt, diary
        self._number, self._on_round = number, on_round
        self.hopeless = False

    def write(self, event: str, **fields: Any) -> None:
        """Append one event; an epoch also goes into the diary of the study."""
        super().write(event, **fields)
        if event == "batch":
            self._diary.beat()
        if event == "epoch" and fields.get("val_accuracy") is not None:
            self._tell(int(fields["epoch"]), float(fields["val_accuracy"]))

    def _tell(self, epoch: int, accuracy: float) -> None:
        self._diary.write(
            "attempt_round",
            number=self._number,
            epoch=epoch,
            epochs=self._attempt.config.epochs,
            accuracy=accuracy,
        )
        if self._on_round is not None and self._on_round(epoch, accuracy):
            self.hopeless = True
            self._attempt.stop_request.touch()


@contextmanager
def _ended_in_time(study: Study, attempt: AttemptDirectory, deadline: float) -> Iterator[None]:
    """Ask a training to stop when its time is up or the study is asked to."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_LOOK_EVERY):
            if time.monotonic() >= deadline or study.stop_request.exists():
                attempt.stop_request.touch()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _tidy_up(attempt: AttemptDirectory) -> None:
    """Keep the settings and the diary of a training; the rest can be made again."""
    keras.backend.clear_session()
    gc.collect()
    kept = {attempt.settings_file, attempt.events.name}
    for path in attempt.path.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name not in kept:
            path.unlink()
