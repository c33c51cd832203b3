"""``python -m core.worker RUN_DIR``: one training in its own process.

The only catch-all of a training stands here, at the border of its process: whatever goes wrong is
written into the diary as one sentence and into the log in full.
"""

from __future__ import annotations

import importlib
import os
import platform
import sys
import traceback
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from filelock import FileLock, Timeout

from core.errors import CoreError
from core.learning.preparing import prepare_pixels
from core.learning.stopping import StopRequested
from core.runs.events import EventWriter
from core.runs.run_directory import RunDirectory
from core.runs.turns import turn

_LOCK_TIMEOUT = 10.0
_NICENESS = 10
_X86 = ("x86_64", "AMD64")
_NOT_BEGUN = "It was stopped before the first round."


def main(arguments: Sequence[str]) -> int:
    """Train the run in the folder that is the one argument.

    Returns
    -------
    int
        0 when the run ended by itself or was stopped, 1 when it failed or was not this
        process's to train.
    """
    run = RunDirectory(Path(arguments[0]).resolve())
    lock = FileLock(run.lock)
    try:
        lock.acquire(timeout=_LOCK_TIMEOUT)
    except Timeout:
        return _refuse("Another process trains this run already.")
    with lock, EventWriter(run.events) as diary:
        if run.state().history or run.state().ended:
            return _refuse("This run was trained before; make a new one.")
        make_room_for_others()
        return _guarded(run, diary)


def tune_tensorflow() -> None:
    """Choose how TensorFlow runs here; must be called before it is imported.

    TensorFlow leaves its oneDNN kernels off on x86 processors without AVX-512 VNNI. There, too,
    they train the small networks twice as fast.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    if platform.machine() in _X86:
        os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")


def make_room_for_others() -> None:
    """Give way to the app and to whatever else the person does, where the system can."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)


def _guarded(run: RunDirectory, diary: EventWriter) -> int:
    try:
        with turn(run, diary) as granted:
            if granted:
                _train(run, diary)
            else:
                diary.write("stopped", message=_NOT_BEGUN)
    except StopRequested:
        diary.write("stopped", message=_NOT_BEGUN)
    except CoreError as error:
        diary.write("failed", message=str(error))
        return 1
    except Exception as error:  # noqa: BLE001  the border of the process, see above
        traceback.print_exc()
        diary.write("failed", message=_in_words(run, error))
        return 1
    return 0


def _train(run: RunDirectory, diary: EventWriter) -> None:
    """Decode pictures while TensorFlow is being imported: each takes seconds."""
    diary.write("started", epochs=run.config.epochs, message="Getting ready to learn.")
    for sentence in run.spec.get("notes", []):
        diary.write("note", message=sentence)
    tune_tensorflow()
    importer = ThreadPoolExecutor(1)
    training = importer.submit(importlib.import_module, "core.learning.training")
    importer.shutdown(wait=False)
    cache = prepare_pixels(run, diary)
    diary.write("preparing", message="Getting ready to learn.")
    training.result().train(run, diary, cache)


def _in_words(run: RunDirectory, error: Exception) -> str:
    if isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError":
        smaller = max(1, run.config.batch_size // 2)
        return f"The memory ran out. Train again with a batch size of {smaller} or smaller photos."
    if isinstance(error, OSError):
        return f"The disk refused: {error.strerror or error}. Make room on it and train again."
    log = run.worker_log.name
    return f"Something unforeseen happened ({type(error).__name__}); {log} in the run has details."


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
