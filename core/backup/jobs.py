"""A backup written, or put back, beside the app."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from core.detached_job import READY, DetachedJob, JobState
from core.disk_refusals import what_helps, why
from core.errors import WorkspaceProblem
from core.workspace import Workspace

BACKUP, RESTORE = "backup", "restore"
KINDS = (BACKUP, RESTORE)


def default_target(workspace: Workspace) -> Path:
    """Return where a backup lies that is to be fetched through the browser."""
    return _job(workspace, BACKUP).folder / "mien-backup.zip"


@dataclass(frozen=True)
class EarlierBackup:
    """A whole backup that was made before.

    Parameters
    ----------
    path : Path
        The file.
    size : int
        Bytes.
    at : datetime
        When it was written, UTC.
    """

    path: Path
    size: int
    at: datetime


def earlier_backup(workspace: Workspace) -> EarlierBackup | None:
    """Return the whole backup that lies at `default_target`, whatever became of a later one."""
    target = default_target(workspace)
    try:
        facts = target.stat()
    except FileNotFoundError:
        return None
    return EarlierBackup(target, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))


def start_backup(workspace: Workspace) -> None:
    """Write a backup in a process of its own, in place of an earlier one, to `default_target`.

    Raises
    ------
    CoreError
        If one is being written already.
    WorkspaceProblem
        If the disk refuses.
    """
    _job(workspace, BACKUP).start([str(workspace.root), BACKUP, str(default_target(workspace))])


def start_restore(workspace: Workspace, file: Path, folder: Path) -> None:
    """Put a backup back in a process of its own.

    Parameters
    ----------
    workspace : Workspace
        The one that is open, where it is told how far it is; it stays as it is.
    file : Path
        The backup.
    folder : Path
        A new or empty folder.

    Raises
    ------
    CoreError
        If one is being put back already.
    WorkspaceProblem
        If the disk refuses.
    """
    paths = [str(file.resolve()), str(folder.resolve())]
    _job(workspace, RESTORE).start([str(workspace.root), RESTORE, *paths])


def receive_backup(workspace: Workspace, stream: BinaryIO) -> Path:
    """Keep a backup that came through the browser until it is put back.

    Raises
    ------
    WorkspaceProblem
        If the disk refuses.
    """
    place = received(_job(workspace, RESTORE).folder)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        stream.seek(0)
        with place.open("wb") as target:
            shutil.copyfileobj(stream, target, 1 << 20)
    except OSError as error:
        raise WorkspaceProblem(
            f"The backup could not be kept: {why(error)}.",
            advice=f"{what_helps(error)}, or type where it lies instead.",
        ) from error
    return place


def received(folder: Path) -> Path:
    """Return where a backup lies that came through the browser; the job removes it at its end."""
    return folder / "mien-backup.zip"


def job_state(workspace: Workspace, kind: str) -> JobState:
    """Return how far the backup (`BACKUP`) or its way back (`RESTORE`) is.

    Once it is ready, ``result`` holds ``told`` (what was written or put back, and what could not
    be, in sentences), ``path`` (the backup, or the folder it was put into) and ``size`` (bytes).
    """
    told = _job(workspace, kind).state()
    gone = told.status == READY and not Path(told.result["path"]).exists()
    return JobState() if gone else told


def forget(workspace: Workspace, kind: str) -> None:
    """Forget how the last one ended; a backup that lies at `default_target` is deleted.

    Raises
    ------
    CoreError
        If one is being written or put back.
    WorkspaceProblem
        If the disk refuses.
    """
    _job(workspace, kind).forget()


def _job(workspace: Workspace, kind: str) -> DetachedJob:
    return DetachedJob(workspace.backups / kind, "core.backup_process")
