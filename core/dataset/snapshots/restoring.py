"""A database put back: its newest sound copy, and every change that the log knows since."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy.exc import SQLAlchemyError

from core.dataset.data_folder import sentinel
from core.dataset.snapshot import read_snapshot
from core.dataset.snapshots.copying import check_soundness, copy_database, flush_file
from core.dataset.snapshots.places import Place, kept
from core.dataset.snapshots.replaying import Replayed, replay
from core.disk_refusals import advice, why
from core.errors import WorkspaceProblem
from core.files import sync_folder
from core.workspace import Workspace

_LOCK_SECONDS = 30
_BESIDE = ("", "-journal", "-wal", "-shm")


@dataclass(frozen=True)
class PutBack:
    """What came back.

    Parameters
    ----------
    copied_at : datetime
        When the copy was made, UTC.
    changes : int
        Changes since, which were done again.
    lost : int
        Changes since that the log tells of and that could not be done again.
    photos, labelled : int
        In the database that was put back, the bin included.
    kept_aside : Path or None
        The damaged file; None if there was none.
    """

    copied_at: datetime
    changes: int
    lost: int
    photos: int
    labelled: int
    kept_aside: Path | None


def newest_copy(workspace: Workspace) -> datetime | None:
    """Return when the newest copy of the database was made, UTC; None if there is none."""
    copies = kept(workspace).snapshots
    return _when(copies[-1]) if copies else None


def restore_database(workspace: Workspace) -> PutBack:
    """Put the database back from its newest sound copy and the log; the damaged file is kept.

    Raises
    ------
    WorkspaceProblem
        If there is no copy it could be put back from, somebody is just saving, or the disk
        refuses. The database is as it was then.
    """
    workspace.snapshots.mkdir(parents=True, exist_ok=True)
    opening = FileLock(workspace.database.with_suffix(".lock"), timeout=_LOCK_SECONDS)
    saving = FileLock(workspace.log_lock, timeout=_LOCK_SECONDS)
    try:
        with opening, saving:
            return _restored(workspace)
    except Timeout as error:
        raise WorkspaceProblem(
            "The database is in use by another program.", advice="Close it, then try again."
        ) from error
    except OSError as error:
        raise WorkspaceProblem(
            f"The database could not be put back: {why(error)}.",
            advice=f"Close every other Mien. {advice(error)}",
        ) from error


def put_back_sentences(done: PutBack) -> list[str]:
    """Say what came back, in numbers."""
    when = done.copied_at.astimezone().strftime("%Y-%m-%d %H:%M")
    said = [
        f"Put back: {done.photos:,} photos, {done.labelled:,} of them with a label.",
        f"The copy was made on {when}; {_changes_since(done)}",
    ]
    if done.kept_aside is not None:
        said.append(f"The damaged database is kept as {done.kept_aside}; you may delete it.")
    return said


def _changes_since(done: PutBack) -> str:
    if not (done.changes or done.lost):
        return (
            "no change after it is known, so that is everything unless the log of changes was "
            "damaged too: look at your last labels."
        )
    changes = "1 change" if done.changes == 1 else f"{done.changes:,} changes"
    came = f"{changes} made since came back too."
    if done.lost:
        lost = f"{done.lost:,} later changes are lost, because the log of changes is damaged."
        return f"{came} {lost}"
    return f"{came} Nothing that was saved is lost."


def _restored(workspace: Workspace) -> PutBack:
    fresh = workspace.snapshots / "restored.tmp"
    here = kept(workspace)
    wanted = _dataset_id(workspace)
    try:
        for copy in reversed(here.snapshots):
            done = _made(copy, here.logs, fresh, wanted)
            if done is not None:
                photos, labelled = _counts(fresh)
                aside = _take_place(workspace, fresh)
                return PutBack(_when(copy), done.changes, done.lost, photos, labelled, aside)
    finally:
        for ending in _BESIDE:
            fresh.with_name(fresh.name + ending).unlink(missing_ok=True)
    raise WorkspaceProblem(
        "There is no sound copy of the database it could be put back from.",
        advice="Put a backup of the project back, with `python -m core restore-backup`.",
    )


def _made(copy: Place, logs: list[Place], fresh: Path, wanted: str | None) -> Replayed | None:
    """Bring a copy up to date in a file of its own; None where it is damaged or another's."""
    try:
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        copy_database(copy.path, fresh)
        if wanted is not None and read_snapshot(fresh).dataset_id != wanted:
            return None
        done = replay(fresh, copy, logs)
        check_soundness(fresh)
    except (WorkspaceProblem, SQLAlchemyError, LookupError, TypeError, ValueError):
        return None  # the one before it is tried
    return done


def _take_place(workspace: Workspace, fresh: Path) -> Path | None:
    """Move the damaged database aside, with the journal that SQLite would take for the new one's.

    A kill in between leaves no database beside its photos, which is put back the same way.
    """
    flush_file(fresh)
    aside = None
    moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    for ending in _BESIDE:
        old = workspace.database.with_name(workspace.database.name + ending)
        if old.exists():
            workspace.broken.mkdir(parents=True, exist_ok=True)
            place = workspace.broken / f"mien-{moment}.sqlite{ending}"
            old.replace(place)
            aside = aside or place
    fresh.replace(workspace.database)
    sync_folder(workspace.data)
    return aside


def _dataset_id(workspace: Workspace) -> str | None:
    told = sentinel(workspace)
    return told.read_text().strip() if told.is_file() else None


def _counts(file: Path) -> tuple[int, int]:
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute("SELECT count(*), count(class_id) FROM pictures").fetchone()
    return int(found[0]), int(found[1])


def _when(copy: Place) -> datetime:
    return datetime.fromtimestamp(copy.path.stat().st_mtime, UTC)
