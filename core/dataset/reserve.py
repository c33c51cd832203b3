"""Room on the disk kept back for labels, and let go when the disk is full.

A full disk would otherwise refuse the very decision a person has just made. Photos and trainings
stop by themselves; what is kept back is enough for thousands of labels.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from core.dataset.data_folder import LEAST_FREE
from core.disk_refusals import is_full
from core.errors import WorkspaceProblem
from core.workspace import Workspace

_BYTES = 16_000_000


def keep_reserve(workspace: Workspace) -> None:
    """Keep room back where none is kept, if the disk has plenty and the system can."""
    with suppress(OSError):  # it can be done without
        if workspace.reserve.exists() or not hasattr(os, "posix_fallocate"):
            return
        if shutil.disk_usage(workspace.data).free >= LEAST_FREE + _BYTES:
            with workspace.reserve.open("wb") as stream:
                os.posix_fallocate(stream.fileno(), 0, _BYTES)


@contextmanager
def room_kept(workspace: Workspace) -> Iterator[None]:
    """Give the room back where the disk is too full for what is written inside the block.

    Raises
    ------
    WorkspaceProblem
        As the block; where there is room now, it says to try again.
    """
    try:
        yield
    except WorkspaceProblem as error:
        if not (is_full(workspace.data) and _let_go(workspace)):
            raise
        raise WorkspaceProblem(
            "The disk is full.",
            "Nothing was saved yet, but Mien had kept some room back for labels.",
            "Try again now, and then free some space on the disk.",
        ) from error


def _let_go(workspace: Workspace) -> bool:
    try:
        workspace.reserve.unlink()
    except OSError:
        return False
    return True
