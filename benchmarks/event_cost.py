"""What events and live curves cost a training, added up call by call.

Two trainings side by side differ by more than the events cost, so the cost is measured itself: the
time spent in the hooks that write the diary and look for a stop request, and the processor time
that a reader takes who draws the curves once a second, as the page does.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from core.learning.preparing import prepare_pixels
from core.runs.events import EventWriter
from core.runs.reading import reading
from core.runs.run_directory import RunDirectory
from core.worker import tune_tensorflow
from ui.charts import learning_curves

_HOOKS = (
    "on_train_begin",
    "on_epoch_begin",
    "on_train_batch_end",
    "on_test_begin",
    "on_test_batch_end",
    "on_test_end",
    "on_epoch_end",
)
_LOOK_EVERY = 1.0


class Reader:
    """Someone who has the page open: reads the diary and draws both curves once a second."""

    def __init__(self, path: Path) -> None:
        self.seconds = 0.0
        self.looks = 0
        self._run = RunDirectory(path)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        learning_curves((), 1, "loss").to_json()  # the app has drawn charts before
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(_LOOK_EVERY):
            began = time.thread_time()
            state = self._run.state()
            reading(state.history)
            for what in ("accuracy", "loss"):
                learning_curves(state.history, state.epochs, what).to_json()
            self.seconds += time.thread_time() - began
            self.looks += 1


def measured_training(run: RunDirectory) -> dict[str, Any]:
    """Train a run in this process and return seconds and counts, JSON-ready.

    Returns
    -------
    dict
        ``training_seconds`` (all epochs), ``writing_seconds`` (hooks), ``reading_seconds``
        (a reader's processor time), ``hook_calls``, ``events``, ``looks``.
    """
    tune_tensorflow()
    from core.learning import callbacks
    from core.learning.training import train

    spent = Stopwatch()
    for watcher in (callbacks.EventLogger, callbacks.StopOnRequest, callbacks.StopOnDivergence):
        for hook in _HOOKS:
            if hook in vars(watcher):
                setattr(watcher, hook, spent.on(vars(watcher)[hook]))
    with EventWriter(run.events) as diary, Reader(run.path) as reader:
        train(run, diary, prepare_pixels(run, diary))
    return {
        "training_seconds": round(sum(record.seconds for record in run.state().history), 3),
        "writing_seconds": round(spent.seconds, 4),
        "reading_seconds": round(reader.seconds, 4),
        "hook_calls": spent.calls,
        "events": len(run.events.read_bytes().splitlines()),
        "looks": reader.looks,
    }


class Stopwatch:
    """Adds up how often and how long functions ran."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.calls = 0

    def on(self, function: Callable[..., None]) -> Callable[..., None]:
        """Return ``function``, timed."""

        def timed(*arguments: Any, **named: Any) -> None:
            began = time.perf_counter()
            try:
                function(*arguments, **named)
            finally:
                self.seconds += time.perf_counter() - began
                self.calls += 1

        return timed
