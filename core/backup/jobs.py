"""A backup written, or put back, in a process of its own: started, watched, told how it ended.

A page starts one and asks how far it is; it goes on when the page or the app is closed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from core.errors import CoreError, WorkspaceProblem
from core.files import read_json, write_json
from core.processes import is_held, start_detached
from core.workspace import Workspace

BACKUP, RESTORE = "backup", "restore"
KINDS = (BACKUP, RESTORE)

RUNNING, READY, FAILED, NONE = "running", "ready", "failed", "none"

_STARTING_SECONDS = 30
_DOOR_SECONDS = 5


@dataclass(frozen=True)
class JobState:
    """How far a backup is, or its way back.

    Parameters
    ----------
    status : str
        "running", "ready", "failed" (see ``message``) or "none".
    done, total : int
        Bytes written, and bytes there are; total is 0 while they are being counted.
    message : str
        Why it failed, as a sentence.
    told : list of str
        What was written or put back, and what could not be, in sentences, for "ready".
    path : str
        The backup, or the folder it was put into.
    size : int
        Bytes of the backup, for "ready".
    at : float
        When this was written, in seconds since 1970.
    """

    status: str = NONE
    done: int = 0
    total: int = 0
    message: str = ""
    told: list[str] = field(default_factory=list)
    path: str = ""
    size: int = 0
    at: float = 0.0

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0


def default_target(workspace: Workspace) -> Path:
    """Return where a backup lies that is to be fetched through the browser."""
    return workspace.backups / "mien-backup.zip"


def start_backup(workspace: Workspace, target: Path | None = None) -> None:
    """Write a backup in a process of its own.

    Parameters
    ----------
    workspace : Workspace
        Whose project.
    target : Path, optional
        The file, in place of an earlier one; else `default_target`.

    Raises
    ------
    CoreError
        If one is being written already.
    WorkspaceProblem
        If the disk refuses.
    """
    target = (target or default_target(workspace)).resolve()
    _start(workspace, BACKUP, [str(target)], target)


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
    _start(workspace, RESTORE, [str(file.resolve()), str(folder.resolve())], folder.resolve())


def job_state(workspace: Workspace, kind: str) -> JobState:
    """Return how far the backup (`BACKUP`) or its way back (`RESTORE`) is."""
    told = _read(workspace, kind)
    if told.status == READY and not Path(told.path).exists():
        return JobState()
    if told.status != RUNNING or is_held(job_lock(workspace, kind)) or _is_starting(told):
        return told
    ended = _read(workspace, kind)  # it may have ended between the reading and the look at the lock
    if ended.status != RUNNING:
        return ended
    return JobState(FAILED, message="It was interrupted before it was whole.", path=told.path)


def forget(workspace: Workspace, kind: str) -> None:
    """Forget how the last one ended; a backup that lies at `default_target` is deleted.

    Raises
    ------
    CoreError
        If one is being written or put back.
    WorkspaceProblem
        If the disk refuses.
    """
    with _changing(workspace, kind):
        _state_file(workspace, kind).unlink(missing_ok=True)
        if kind == BACKUP:
            default_target(workspace).unlink(missing_ok=True)


def write_state(workspace: Workspace, kind: str, state: JobState) -> None:
    """Write how far it is."""
    write_json(_state_file(workspace, kind), asdict(state))


def job_lock(workspace: Workspace, kind: str) -> Path:
    """Return what the process holds while it works."""
    return workspace.backup_job_lock if kind == BACKUP else workspace.restore_lock


def _start(workspace: Workspace, kind: str, arguments: list[str], path: Path) -> None:
    with _changing(workspace, kind):
        write_state(workspace, kind, JobState(RUNNING, path=str(path), at=time.time()))
        try:
            start_detached(
                ["core.backup_process", str(workspace.root), kind, *arguments],
                workspace.backups / f"{kind}.log",
            )
        except OSError:
            _state_file(workspace, kind).unlink(missing_ok=True)
            raise


@contextmanager
def _changing(workspace: Workspace, kind: str) -> Iterator[None]:
    """Go on if none is at work and nobody else starts or forgets one."""
    try:
        workspace.backups.mkdir(parents=True, exist_ok=True)
        with FileLock(workspace.backup_door, timeout=_DOOR_SECONDS):
            if job_state(workspace, kind).status == RUNNING:
                raise _under_way(kind)
            yield
    except Timeout as error:
        raise _under_way(kind) from error
    except OSError as error:
        raise WorkspaceProblem(
            f"{error.filename or workspace.backups} could not be written: "
            f"{error.strerror or error}.",
            advice="Free some space on the disk or allow writing there, then try again.",
        ) from error


def _under_way(kind: str) -> CoreError:
    what = "A backup is being made" if kind == BACKUP else "A backup is being put back"
    return CoreError(f"{what} already.", advice="Wait until it is whole.")


def _state_file(workspace: Workspace, kind: str) -> Path:
    return workspace.backups / f"{kind}.json"


def _read(workspace: Workspace, kind: str) -> JobState:
    try:
        value: dict[str, Any] = read_json(_state_file(workspace, kind))
        return JobState(**value)
    except (OSError, ValueError, TypeError):
        return JobState()


def _is_starting(told: JobState) -> bool:
    return told.total == 0 and abs(time.time() - told.at) < _STARTING_SECONDS
