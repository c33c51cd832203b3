"""``python -m core.away_process WORKSPACE FORMAT``: a set taken away, in its own process."""

from __future__ import annotations

import os
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from core.dataset.exchange.away_jobs import FAILED, READY, RUNNING, AwayState, write_state, zip_path
from core.dataset.exchange.taking_away import take_away
from core.dataset.exchange.wording import sentences
from core.dataset.store import DatasetStore
from core.errors import CoreError
from core.workspace import Workspace

_LOCK_SECONDS = 2  # longer than a look at whether it is held


def main(root: str, kind: str) -> int:
    """Write the zip, or leave why not.

    Returns
    -------
    int
        Exit status: 0, or 1 if there is no zip.
    """
    workspace = Workspace(Path(root))
    workspace.away.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(workspace.away_lock, timeout=_LOCK_SECONDS):
            write_state(workspace, _written(workspace, kind))
    except Timeout:
        return 1  # another process writes it and tells how far it is
    return 0


def _written(workspace: Workspace, kind: str) -> AwayState:
    def show(done: int, total: int) -> None:
        with suppress(PermissionError):  # Windows, while a page reads it; told again soon
            write_state(workspace, AwayState(RUNNING, kind, done, total, at=time.time()))

    try:
        with DatasetStore.open(workspace) as store:
            revision = store.revision()
            report = take_away(workspace, store, kind, zip_path(workspace, kind), show)
    except CoreError as error:
        return AwayState(FAILED, kind, message=str(error), at=time.time())
    except Exception as error:  # noqa: BLE001 - nobody else is there to tell the person
        traceback.print_exc()
        message = f"The zip could not be made: {type(error).__name__}."
        return AwayState(FAILED, kind, message=message, at=time.time())
    return AwayState(
        READY,
        kind,
        done=report.photos,
        total=report.photos,
        told=sentences(report),
        left_out=[(each.file, each.reason) for each in report.left_out],
        size=report.size,
        revision=revision,
        at=time.time(),
    )


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(5)
    sys.exit(main(*sys.argv[1:]))
