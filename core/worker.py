"""``python -m core.worker [RUN_DIR]``: one training in its own process.

Without an argument it loads TensorFlow first and then waits for the folder on its standard input.
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
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from core.disk_refusals import advice, why
from core.errors import CoreError
from core.learning.preparing import prepare_pixels
from core.learning.stopping import Diverged, StopRequested, out_of_memory
from core.priority import give_way
from core.runs.checkpoints import Checkpoint, remove_checkpoints
from core.runs.events import EventWriter
from core.runs.resuming import take_up
from core.runs.run_directory import RunDirectory
from core.runs.studies import Study, run_or_study
from core.runs.turns import turn

_LOCK_TIMEOUT = 10.0
_NICENESS = 10
_FIRST_TO_GO = Path("/proc/self/oom_score_adj")
_RATHER_THIS = "500"  # of -1000 to 1000: when memory runs out, Linux ends this and not the app
_OUTPUTS = (1, 2)
_X86 = ("x86_64", "AMD64")
_NOT_BEGUN = "It was stopped before the first round."
_NOT_GONE_ON = "It was stopped before it went on."


def main(arguments: Sequence[str]) -> int:
    """Train the run in the folder that is the one argument, or the one that is read.

    Returns
    -------
    int
        0 when the run ended by itself or was stopped, or none was wanted; 1 when it failed or was
        not this process's to train.
    """
    folder = arguments[0] if arguments else _told_when_ready()
    return _work(run_or_study(Path(folder).resolve())) if folder else 0


def _told_when_ready() -> str:
    make_room_for_others()
    tune_tensorflow()
    importlib.import_module("core.learning.training")
    folder = os.fsdecode(sys.stdin.buffer.readline().rstrip(b"\n"))
    if folder:
        _print_into(RunDirectory(Path(folder)).worker_log)
    return folder


def _print_into(log: Path) -> None:
    """Send what this process prints, its libraries included, into a file."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as target:
        for output in _OUTPUTS:
            os.dup2(target.fileno(), output)


def _work(run: RunDirectory) -> int:
    lock = FileLock(run.lock)
    try:
        lock.acquire(timeout=_LOCK_TIMEOUT)
    except Timeout:
        return _refuse("Another process trains this run already.")
    with lock, EventWriter(run.events) as diary:
        run.worker_pid.write_text(str(os.getpid()))
        checkpoint = None
        if run.resume_request.exists():
            checkpoint = take_up(run, diary)
        elif run.state().history or run.state().ended:
            return _refuse("This run was trained before; make a new one, or resume it.")
        make_room_for_others()
        status = _guarded(run, diary, checkpoint)
        if not run.resumable:
            remove_checkpoints(run)
        return status


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
    give_way(_NICENESS)
    with suppress(OSError):  # not Linux, or a container that forbids it: then the order is chance
        _FIRST_TO_GO.write_text(_RATHER_THIS)


def _guarded(run: RunDirectory, diary: EventWriter, checkpoint: Checkpoint | None) -> int:
    waited = _NOT_GONE_ON if checkpoint else _NOT_BEGUN
    try:
        with turn(run, diary) as granted:
            if granted and isinstance(run, Study):
                _conduct(run, diary)
            elif granted:
                _train(run, diary, checkpoint)
            else:
                diary.write("stopped", message=waited)
    except StopRequested:
        diary.write("stopped", message=waited)
    except CoreError as error:
        diary.write("failed", message=str(error), resumable=not isinstance(error, Diverged))
        return 1
    except Exception as error:  # noqa: BLE001  the border of the process, see above
        traceback.print_exc()
        diary.write("failed", message=_in_words(run, error))
        return 1
    return 0


def _train(run: RunDirectory, diary: EventWriter, checkpoint: Checkpoint | None) -> None:
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
    training.result().train(run, diary, cache, checkpoint)


def _conduct(study: Study, diary: EventWriter) -> None:
    diary.write("started", epochs=0, message="Getting ready to learn.")
    for sentence in study.spec.get("notes", []):
        diary.write("note", message=sentence)
    tune_tensorflow()
    importlib.import_module("core.learning.conducting").conduct(study, diary)


def _in_words(run: RunDirectory, error: Exception) -> str:
    if isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError":
        return str(out_of_memory(run.config.batch_size))
    if isinstance(error, OSError):
        return f"The disk refused: {why(error)}. {advice(error, 'resume')}"
    log = run.worker_log.name
    return f"Something unforeseen happened ({type(error).__name__}); {log} in the run has details."


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
