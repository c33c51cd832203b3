"""Copies of the database taken now and then, and the oldest let go."""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from filelock import FileLock, Timeout

from core.dataset.snapshots.copying import check_soundness, copy_database
from core.dataset.snapshots.places import SNAPSHOT, Kept, Place, kept
from core.disk_refusals import advice, why
from core.errors import WorkspaceProblem
from core.files import sync_folder
from core.workspace import Workspace

MOST = 10
EVERY_SECONDS = 3_600
SPARE_BYTES = 200_000_000
"""What has to stay free on the disk beside a copy."""

_WAIT_SECONDS = 60


def is_due(workspace: Workspace) -> bool:
    """Return whether the newest copy is an hour old, of another life, or there is none."""
    here = kept(workspace)
    if not here.snapshots or (here.logs and here.logs[-1].life > here.snapshots[-1].life):
        return True
    try:
        age = time.time() - here.snapshots[-1].path.stat().st_mtime
    except FileNotFoundError:
        return True
    return not 0 <= age < EVERY_SECONDS  # a clock that was set back makes it due, not young


def take(workspace: Workspace, *, wait: bool = False) -> Place | None:
    """Copy the database, unless somebody else is at it.

    Saves go on meanwhile. A copy that is damaged takes no place.

    Parameters
    ----------
    workspace : Workspace
        Whose database.
    wait : bool, optional
        Whether to wait for somebody else who is at it, and copy it then.

    Returns
    -------
    Place or None
        The copy, None if somebody else was making one.

    Raises
    ------
    WorkspaceProblem
        If the database cannot be read, is damaged, or the disk has no room.
    """
    workspace.snapshots.mkdir(parents=True, exist_ok=True)
    lock = FileLock(workspace.snapshots / "snapshot.lock", timeout=_WAIT_SECONDS if wait else 0)
    try:
        with lock:
            return _taken(workspace)
    except Timeout:
        return None
    except OSError as error:
        raise WorkspaceProblem(
            f"The copy of the database could not be kept: {why(error)}.",
            advice=advice(error),
        ) from error


def keep_only_now(workspace: Workspace) -> Place:
    """Take a copy and let go all earlier ones, the log and broken databases.

    For what has to be gone everywhere: afterwards none of them tells of a row that was removed
    before.

    Raises
    ------
    WorkspaceProblem
        If the database cannot be copied, then nothing is let go; or if the disk lets not all go.
    """
    try:
        workspace.snapshots.mkdir(parents=True, exist_ok=True)
        with FileLock(workspace.log_lock, timeout=_WAIT_SECONDS):  # nobody saves meanwhile
            return _only_now(workspace)
    except Timeout as error:
        raise _busy() from error
    except OSError as error:
        raise WorkspaceProblem(
            f"{error.filename or workspace.snapshots} could not be removed: "
            f"{error.strerror or error}.",
            advice="Allow Mien to write there, then try again.",
        ) from error


def _only_now(workspace: Workspace) -> Place:
    newest = take(workspace, wait=True)
    if newest is None:
        raise _busy()
    here = kept(workspace)
    for each in (*here.snapshots, *here.logs):
        if each.path != newest.path:
            each.path.unlink(missing_ok=True)
    if workspace.broken.exists():
        shutil.rmtree(workspace.broken)
    return newest


def _busy() -> WorkspaceProblem:
    return WorkspaceProblem(
        "Somebody else was saving or copying for too long.", advice="Try again in a minute."
    )


def _taken(workspace: Workspace) -> Place:
    fresh = workspace.snapshots / "snapshot.tmp"
    try:
        _check_space(workspace)
        before = kept(workspace)
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        copy_database(workspace.database, fresh)
        check_soundness(fresh)
        revision, schema = _read(fresh)
        place = Place.of(workspace, _life(before), revision, schema, SNAPSHOT)
        fresh.replace(place.path)
        sync_folder(workspace.snapshots)
    finally:
        fresh.unlink(missing_ok=True)
    _thin(kept(workspace))
    return place


def _life(here: Kept) -> int:
    return max((each.life for each in (*here.snapshots, *here.logs)), default=1)


def _read(path: Path) -> tuple[int, str]:
    try:
        with closing(sqlite3.connect(path)) as connection:
            (revision,) = connection.execute("SELECT revision FROM dataset").fetchone()
            (schema,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, TypeError) as error:
        raise WorkspaceProblem("The database has lost the number of its state.") from error
    return int(revision), str(schema)


def _check_space(workspace: Workspace) -> None:
    needed = workspace.database.stat().st_size + SPARE_BYTES
    free = shutil.disk_usage(workspace.snapshots).free
    if free < needed:
        raise WorkspaceProblem(
            f"A copy of the database needs {needed / 1e6:,.0f} MB free, but only "
            f"{free / 1e6:,.0f} MB are.",
            advice="Free some space on the disk.",
        )


def _thin(here: Kept) -> None:
    """Let go all but the newest copies, and the parts of the log that only older ones need."""
    for old in here.snapshots[:-MOST]:
        old.path.unlink(missing_ok=True)
    oldest = here.snapshots[-MOST:][0]
    for part, following in zip(here.logs, here.logs[1:], strict=False):
        ended = following.revision <= oldest.revision + 1
        if part.life < oldest.life or (following.life == oldest.life and ended):
            part.path.unlink(missing_ok=True)
