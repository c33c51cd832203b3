"""``python -m core.backup_process WORKSPACE backup|restore PATH...``: in its own process."""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from core.backup.backing_up import back_up
from core.backup.jobs import BACKUP, FAILED, READY, RUNNING, JobState, job_lock, write_state
from core.backup.restoring import restore_backup
from core.backup.wording import backed_up_sentences, restored_sentences
from core.errors import CoreError
from core.workspace import Workspace

_LOCK_SECONDS = 2  # longer than a look at whether it is held

OnProgress = Callable[[int, int], None]


def main(root: str, kind: str, *paths: str) -> int:
    """Write a backup or put one back, or leave why not.

    Returns
    -------
    int
        Exit status: 0, or 1 if it came to nothing.
    """
    workspace = Workspace(Path(root))
    workspace.backups.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(job_lock(workspace, kind), timeout=_LOCK_SECONDS):
            ended = _ended(workspace, kind, [Path(each) for each in paths])
            write_state(workspace, kind, ended)
    except Timeout:
        return 1  # another process is at it and tells how far it is
    return 0 if ended.status == READY else 1


def _ended(workspace: Workspace, kind: str, paths: list[Path]) -> JobState:
    target = str(paths[-1])

    def show(done: int, total: int) -> None:
        with suppress(PermissionError):  # Windows, while a page reads it; told again soon
            state = JobState(RUNNING, done, total, path=target, at=time.time())
            write_state(workspace, kind, state)

    work = _backup if kind == BACKUP else _restore
    try:
        told, size = work(workspace, paths, show)
    except CoreError as error:
        return JobState(FAILED, message=str(error), path=target, at=time.time())
    except Exception as error:  # noqa: BLE001 - nobody else is there to tell the person
        traceback.print_exc()
        message = f"It could not be done: {type(error).__name__}."
        return JobState(FAILED, message=message, path=target, at=time.time())
    return JobState(READY, size, size, told=told, path=target, size=size, at=time.time())


def _backup(workspace: Workspace, paths: list[Path], show: OnProgress) -> tuple[list[str], int]:
    done = back_up(workspace, paths[0], show)
    return backed_up_sentences(done), done.size


def _restore(_: Workspace, paths: list[Path], show: OnProgress) -> tuple[list[str], int]:
    done = restore_backup(paths[0], paths[1], show)
    return restored_sentences(done), done.size


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(5)
    sys.exit(main(*sys.argv[1:]))
