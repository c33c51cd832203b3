"""The zip of a workspace: being written, ready to be fetched, or why there is none."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from core.dataset.exchange.layouts import FORMATS
from core.errors import CoreError, WorkspaceProblem
from core.files import read_json, write_json
from core.processes import is_held, start_detached
from core.workspace import Workspace

RUNNING, READY, FAILED, NONE = "running", "ready", "failed", "none"

_STARTING_SECONDS = 30
_DOOR_SECONDS = 5


@dataclass(frozen=True)
class AwayState:
    """How far the zip is.

    Parameters
    ----------
    status : str
        "running", "ready", "failed" (see ``message``) or "none".
    kind : str
        Its format.
    done, total : int
        Photos written and photos there are; total is 0 while they are being listed.
    message : str
        A sentence, for "failed".
    told : list of str
        Sentences about what is in it and what is not, for "ready".
    left_out : list of (str, str)
        Photos that are not in it although they should be, and why.
    size : int
        Bytes of the zip.
    revision : int
        Revision of the dataset it was made of.
    at : float
        When this was written, in seconds since 1970.
    """

    status: str = NONE
    kind: str = ""
    done: int = 0
    total: int = 0
    message: str = ""
    told: list[str] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    size: int = 0
    revision: int = 0
    at: float = 0.0


def away_state(workspace: Workspace) -> AwayState:
    """Return how far the zip is, as its file and its lock tell."""
    told = _read(workspace)
    if told.status == READY and not zip_path(workspace, told.kind).is_file():
        return AwayState()
    if told.status != RUNNING or is_held(workspace.away_lock) or _is_starting(told):
        return told
    ended = _read(workspace)  # it may have ended between the reading and the look at the lock
    if ended.status != RUNNING:
        return ended
    message = "It was interrupted before the zip was whole."
    return AwayState(FAILED, told.kind, told.done, told.total, message)


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
    with _changing(workspace):
        _clear(workspace)
        write_state(workspace, AwayState(RUNNING, kind, at=time.time()))
        arguments = ["core.away_process", str(workspace.root), kind]
        try:
            start_detached(arguments, workspace.away / "away.log")
        except OSError:
            workspace.away_state.unlink(missing_ok=True)
            raise


def remove(workspace: Workspace) -> None:
    """Remove the zip, and what an interrupted one left behind.

    Raises
    ------
    CoreError
        If one is being written.
    WorkspaceProblem
        If the disk refuses.
    """
    with _changing(workspace):
        _clear(workspace)


@contextmanager
def _changing(workspace: Workspace) -> Iterator[None]:
    """Go on if no zip is being written and nobody else starts or removes one."""
    try:
        workspace.away.mkdir(parents=True, exist_ok=True)
        with FileLock(workspace.away_door, timeout=_DOOR_SECONDS):
            if away_state(workspace).status == RUNNING:
                raise _under_way()
            yield
    except Timeout as error:
        raise _under_way() from error
    except OSError as error:
        raise WorkspaceProblem(
            f"{error.filename or workspace.away} could not be written: {error.strerror or error}.",
            advice="Free some space on the disk or allow writing there, then try again.",
        ) from error


def _under_way() -> CoreError:
    return CoreError("A zip is being made already.", advice="Wait until it is ready.")


def _clear(workspace: Workspace) -> None:
    for left in (*workspace.away.glob("mien-*.zip"), *workspace.away.glob(".mien-*.tmp")):
        left.unlink(missing_ok=True)
    workspace.away_state.unlink(missing_ok=True)


def write_state(workspace: Workspace, state: AwayState) -> None:
    """Write how far the zip is."""
    workspace.away.mkdir(parents=True, exist_ok=True)
    write_json(workspace.away_state, asdict(state))


def _read(workspace: Workspace) -> AwayState:
    try:
        value: dict[str, Any] = read_json(workspace.away_state)
        return AwayState(**value)
    except (OSError, ValueError, TypeError):
        return AwayState()


def _is_starting(told: AwayState) -> bool:
    return told.total == 0 and abs(time.time() - told.at) < _STARTING_SECONDS
