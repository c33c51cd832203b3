"""The zip of a workspace: being written, ready to be fetched, or why there is none."""

from __future__ import annotations

from pathlib import Path

from core.dataset.exchange.layouts import FORMATS
from core.detached_job import READY, DetachedJob, JobState
from core.errors import CoreError
from core.workspace import Workspace


def away_state(workspace: Workspace) -> JobState:
    """Return how far the zip is.

    Once it is ready, ``result`` holds ``kind`` (its format), ``told`` (sentences about what is in
    it and what is not), ``left_out`` (photos that should be in it, and why each is not), ``size``
    (bytes) and ``revision`` (of the dataset it was made of).
    """
    told = _job(workspace).state()
    gone = told.status == READY and not zip_path(workspace, told.result["kind"]).is_file()
    return JobState() if gone else told


def zip_path(workspace: Workspace, kind: str) -> Path:
    """Return where the zip of a format lies once it is ready."""
    return workspace.away / f"mien-{kind}.zip"


def start(workspace: Workspace, kind: str) -> None:
    """Write the zip in a process of its own, in place of an earlier one.

    Raises
    ------
    CoreError
        If there is no such format, or one is being written already.
    WorkspaceProblem
        If the disk refuses.
    """
    if kind not in FORMATS:
        raise CoreError(f"There is no format called {kind[:40]!r}.")
    _job(workspace).start([str(workspace.root), kind])


def remove(workspace: Workspace) -> None:
    """Remove the zip, and what an interrupted one left behind.

    Raises
    ------
    CoreError
        If one is being written.
    WorkspaceProblem
        If the disk refuses.
    """
    _job(workspace).forget()


def _job(workspace: Workspace) -> DetachedJob:
    return DetachedJob(workspace.away, "core.away_process")
