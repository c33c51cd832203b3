"""Who names trainings or moves them to the bin and back: one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from core.disk_refusals import advice, why
from core.errors import WorkspaceProblem
from core.workspace import Workspace

_SECONDS = 60


@contextmanager
def one_at_a_time(workspace: Workspace) -> Iterator[None]:
    """Let nobody else start, delete or take back a training inside the block.

    Raises
    ------
    WorkspaceProblem
        If somebody else takes longer than a minute, or the disk refuses.
    """
    lock = FileLock(workspace.models / "changes.lock")
    try:
        workspace.models.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=_SECONDS)
    except Timeout as held:
        raise WorkspaceProblem(
            "Another training is being started or deleted right now.",
            "Nothing was changed.",
            "Try again in a minute.",
        ) from held
    except OSError as error:
        raise WorkspaceProblem(
            f"Nothing can be changed in {workspace.models}: {why(error)}.", advice=advice(error)
        ) from error
    try:
        yield
    finally:
        lock.release()
