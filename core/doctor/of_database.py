"""The database: whether it is sound, current, of these photos, and copied."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from core.dataset.cells import check_cells
from core.dataset.data_folder import refuse_missing_photos, sentinel
from core.dataset.schema import BUSY_SECONDS, REVISION, is_sqlite
from core.dataset.snapshots.copying import check_soundness
from core.dataset.snapshots.log_file import unread_changes
from core.dataset.snapshots.places import kept
from core.dataset.snapshots.restoring import put_back_sentences, restore_database
from core.dataset.snapshots.taking import is_due, take
from core.dataset.store import DatasetStore
from core.dataset.table_rules import check_rules
from core.doctor.findings import Finding, a_few
from core.errors import DatabaseDamaged, WorkspaceProblem
from core.workspace import Workspace


def examine_database(workspace: Workspace) -> Iterator[Finding]:
    """Yield what is wrong with the database of a workspace."""
    if not is_sqlite():
        words = "The labels are kept on a database server; its own tools look after it."
        yield Finding("database", words, serious=False)
        return
    problem = _unsound(workspace)
    if problem is not None:
        can = isinstance(problem, DatabaseDamaged)
        repair = (lambda: _put_back(workspace)) if can else None
        yield Finding("database", str(problem), repair=repair)
    elif workspace.database.exists():
        yield from _revision(workspace)
        yield from _relations(workspace)
        yield from _copies(workspace)
    yield from _broken(workspace)


def is_usable(workspace: Workspace) -> bool:
    """Return whether the database can be asked about photos."""
    return not is_sqlite() or (workspace.database.exists() and _unsound(workspace) is None)


def _unsound(workspace: Workspace) -> WorkspaceProblem | None:
    """Return why the database cannot be used; looks at every page of it."""
    try:
        refuse_missing_photos(workspace)
        if not workspace.database.exists() and not sentinel(workspace).exists():
            return None  # nothing was begun here
        if workspace.database.exists():
            check_soundness(workspace.database)
        if workspace.database.exists() and _is_older(workspace.database):
            return None
        if workspace.database.exists():
            _check_content(workspace.database)
        DatasetStore.open(workspace).close()
    except WorkspaceProblem as problem:
        return problem
    return None


def _check_content(database: Path) -> None:
    try:
        check_rules(database)
        check_cells(database)
    except WorkspaceProblem as problem:
        raise WorkspaceProblem(
            problem.came,
            "Something else than Mien wrote there.",
            "Put a backup of the project back, with `python -m core restore-backup`.",
        ) from problem


def _is_older(database: Path) -> bool:
    revision = _ask(database, "SELECT version_num FROM alembic_version")
    return revision is not None and str(revision) < REVISION


def _revision(workspace: Workspace) -> Iterator[Finding]:
    if _is_older(workspace.database):
        yield Finding(
            "database",
            "The database was written by an older Mien; the next start brings it up to date.",
            serious=False,
            repair=lambda: _brought_up_to_date(workspace),
        )


def _relations(workspace: Workspace) -> Iterator[Finding]:
    with closing(_connection(workspace.database)) as connection:
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        tables = sorted({str(row[0]) for row in broken})
        yield Finding(
            "database",
            f"{len(broken):,} rows of {a_few(tables)} name something that is not there. "
            "Put a backup of the project back, with `python -m core restore-backup`.",
        )


def _copies(workspace: Workspace) -> Iterator[Finding]:
    here = kept(workspace)
    damaged = [log.path.name for log in here.logs if unread_changes(log.path)]
    if damaged and _is_written_since(workspace):
        yield Finding(
            "copies",
            f"The log of changes is damaged: {a_few(damaged)}. A new copy of the database makes "
            "up for it.",
            names=tuple(damaged),
            repair=lambda: _copied(workspace),
        )
    elif is_due(workspace) and _is_written_since(workspace):
        words = "There is no fresh copy of the database, although it was written to."
        yield Finding("copies", words, repair=lambda: _copied(workspace))


def _is_written_since(workspace: Workspace) -> bool:
    revision = _ask(workspace.database, "SELECT revision FROM dataset")
    copies = kept(workspace).snapshots
    return revision is not None and (not copies or revision != copies[-1].revision)


def _broken(workspace: Workspace) -> Iterator[Finding]:
    names = tuple(sorted(path.name for path in workspace.broken.glob("*.sqlite")))
    if names:
        yield Finding(
            "database",
            f"Damaged databases are kept in {workspace.broken}: {a_few(names)}. Delete them when "
            "nothing is missing any more.",
            serious=False,
            names=names,
        )


def _ask(database: Path, question: str) -> str | int | None:
    try:
        with closing(_connection(database)) as connection:
            row = connection.execute(question).fetchone()
    except sqlite3.Error:
        return None
    return None if row is None else row[0]


def _connection(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(database, timeout=BUSY_SECONDS)


def _put_back(workspace: Workspace) -> str:
    return " ".join(put_back_sentences(restore_database(workspace)))


def _brought_up_to_date(workspace: Workspace) -> str:
    DatasetStore.open(workspace).close()
    return "The database is up to date."


def _copied(workspace: Workspace) -> str:
    take(workspace, wait=True)
    return "The database was copied."
