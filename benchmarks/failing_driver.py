"""``python -m benchmarks.failing_driver CALL LAST [keras]``: changes one by one, each in a fork.

It runs under strace, which lets the call numbered one more than LAST fail in every process. A fork
that is told to let its Nth call fail first makes so many idle ones that its own Nth is that one.
What comes of a change goes out by ``writev``, which is never made to fail.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.checkpoint_kills import write_checkpoints
from core.backup.backing_up import back_up
from core.backup.restoring import restore_backup
from core.dataset import labels
from core.dataset.importing import run_import
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.erasing.everywhere import delete_everywhere
from core.errors import CoreError
from core.runs.run_directory import RunDirectory
from core.workspace import Workspace

LABEL, IMPORT, CHECKPOINT = "label", "import", "checkpoint"
ERASE, BACKUP, RESTORE = "erase", "backup", "restore"
GIVEN = "glad"
KERAS = "keras"
_PATIENCE = 40.0
_LOOK_EVERY = 0.005
_NOWHERE = "/nowhere at all"
_ANSWERS = 1


def main(call: str, last: int, *, keras: bool) -> None:
    """Do what each line of standard input says, until there is none."""
    if keras:
        importlib.import_module("core.learning.checkpoints")  # once for all forks
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _in_fork(asked, call, last)
        _say({"status": _waited(child)})


def save_label(root: Path) -> None:
    """Open a dataset and label its oldest photo."""
    with DatasetStore.open(Workspace(root), check=True) as store:
        first = store.picture_ids(PictureQuery(sort="oldest"))[:1]
        labels.set_label(store, first, GIVEN)


def bring_in(root: Path) -> None:
    """Import a zip into what may be an empty folder."""
    run_import(Workspace(root / "project"), root / "photos.zip", workers=0)


def erase(root: Path) -> None:
    """Delete the oldest photo of a dataset everywhere."""
    with DatasetStore.open(Workspace(root), check=True) as store:
        delete_everywhere(store, store.picture_ids(PictureQuery(sort="oldest"))[0])


def write_backup(root: Path) -> None:
    """Write a project as one file, where one of before may lie."""
    back_up(Workspace(root / "project"), root / "backup.zip")


def put_back(root: Path) -> None:
    """Put a backup into a folder that is not there yet."""
    restore_backup(root / "backup.zip", root / "restored")


def write_checkpoint(root: Path) -> list[Any]:
    """Go on with a run and write its next checkpoint; return what was told of it."""
    told: list[Any] = []
    [path] = (root / "models").glob("*-*-*")
    try:
        write_checkpoints(RunDirectory(path), told.append, 1)
    except OSError as error:  # as core.worker does it at the border of its process
        raise CoreError(f"The disk refused: {error.strerror or error}.") from error
    return told


_CHANGES: dict[str, Callable[[Path], Any]] = {
    LABEL: save_label,
    IMPORT: bring_in,
    CHECKPOINT: write_checkpoint,
    ERASE: erase,
    BACKUP: write_backup,
    RESTORE: put_back,
}


def _in_fork(asked: dict[str, Any], call: str, last: int) -> None:
    """Do one change, tell what came of it, and end."""
    broken: list[str] = []
    threading.excepthook = lambda hook: broken.append(f"in a thread: {hook.exc_value!r}")
    answer: dict[str, Any]
    try:
        if asked["number"] is not None:
            _use_up(call, last + 1 - asked["number"])
        answer = {"done": _CHANGES[asked["change"]](Path(asked["root"]))}
    except CoreError as error:
        answer = {"told": str(error)}
    except BaseException:  # noqa: BLE001 - what a person would see as a traceback
        answer = {"broke": traceback.format_exc()}
    if broken:
        answer = {"broke": " ".join(broken)}
    _say(answer)
    os._exit(0)


def _use_up(call: str, times: int) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    idle: dict[str, Callable[[], object]] = {
        "write": lambda: os.write(null, b""),
        "pwrite64": lambda: os.pwrite(null, b"", 0),
        "fsync": lambda: os.fsync(null),
        "fdatasync": lambda: os.fdatasync(null),
        "rename": lambda: Path(_NOWHERE).rename(_NOWHERE),
    }
    for _ in range(times):
        with suppress(OSError):
            idle[call]()
    os.close(null)


def _waited(child: int) -> str:
    """Wait for a fork; return how it ended."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return "ended" if status == 0 else f"status {status}"
        time.sleep(_LOOK_EVERY)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "hung"


def _say(value: dict[str, Any]) -> None:
    os.writev(_ANSWERS, [json.dumps(value).encode() + b"\n"])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), keras=KERAS in sys.argv)
