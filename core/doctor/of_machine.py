"""What Mien stands on: room on the disk, permissions, versions, and SQLite's journal."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from core.dataset.paths import is_there
from core.dataset.schema import is_sqlite, wal_is_safe
from core.doctor.findings import Finding, a_few
from core.doctor.floors import below_floor
from core.network_disk import network_warning
from core.workspace import Workspace

_LOW_BYTES = 1_000_000_000
_OTHERS_WRITE = stat.S_IWOTH


def examine_machine(workspace: Workspace) -> Iterator[Finding]:
    """Yield what the computer lacks."""
    yield from _space(workspace)
    yield from _disk(workspace)
    yield from _permissions(workspace)
    yield from _versions()
    yield from _journal(workspace)


def _space(workspace: Workspace) -> Iterator[Finding]:
    place = workspace.root
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if free < _LOW_BYTES:
        yield Finding(
            "space",
            f"Only {free / 1e6:,.0f} MB are free on the disk of {workspace.root}; photos and "
            "trainings need about 1,000 MB.",
        )


def _disk(workspace: Workspace) -> Iterator[Finding]:
    if told := network_warning(workspace):
        yield Finding("disk", told)


def _permissions(workspace: Workspace) -> Iterator[Finding]:
    places = [workspace.data, workspace.models, workspace.database, workspace.pictures]
    places += [workspace.snapshots, workspace.imports]
    here = [each for each in places if is_there(each)]
    closed = tuple(str(each) for each in here if not os.access(each, os.R_OK | os.W_OK))
    if closed:
        yield Finding(
            "permissions",
            f"Mien may not read and write {a_few(closed)}. Give yourself the right to.",
            names=closed,
        )
    if os.name == "nt":
        return
    open_ones = [each for each in here if each.stat().st_mode & _OTHERS_WRITE]
    if open_ones:
        names = tuple(str(each) for each in open_ones)
        yield Finding(
            "permissions",
            f"Everybody on this computer may change {a_few(names)}.",
            names=names,
            repair=lambda: _closed(open_ones),
        )


def _closed(places: list[Path]) -> str:
    for place in places:
        place.chmod(stat.S_IMODE(place.stat().st_mode) & ~_OTHERS_WRITE)
    return "Only you may change them now."


def _versions() -> Iterator[Finding]:
    old = tuple(below_floor())
    if old:
        yield Finding(
            "versions",
            f"Older than they should be: {a_few(old)}. Newer ones mend faults that a hostile file "
            "could use.",
            serious=False,
            names=old,
        )


def _journal(workspace: Workspace) -> Iterator[Finding]:
    if not is_sqlite() or wal_is_safe(sqlite3.sqlite_version_info[:3]):
        return
    mode = _mode(workspace.database)
    here = f"SQLite {sqlite3.sqlite_version}"
    if mode == "wal":
        yield Finding(
            "database",
            f"{here} can lose saved changes of a database with a write-ahead log, as this one has. "
            "Start Mien with a newer Python.",
        )
    elif mode:
        yield Finding(
            "database",
            f"{here} can lose saved changes with a write-ahead log; this database uses the older "
            "rollback journal, which is safe.",
            serious=False,
        )


def _mode(database: Path) -> str:
    """Return the journal mode that the file's header tells, empty where there is none."""
    if not database.is_file():
        return ""
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            return str(connection.execute("PRAGMA journal_mode").fetchone()[0])
    except sqlite3.Error:
        return ""
