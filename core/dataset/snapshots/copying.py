"""The database copied while others read and write it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from core.dataset.schema import BUSY_SECONDS
from core.errors import DatabaseDamaged, WorkspaceProblem

_PAGES = 1_000  # four megabytes: a save waits for as long as it takes to copy them
_PAUSE = 0.02
_MOST_RESTARTS = 3
_OTHER_TABLES = 1  # "no such column", or one that is there already
_CORRUPT, _NOT_A_DATABASE = 11, 26
_BUSY, _LOCKED = 5, 6
_CLOSED, _READ_ONLY, _DISK_FAILED, _DISK_FULL, _NOT_OPENED = 3, 8, 10, 13, 14


class _Disturbed(Exception):
    """The copy began anew too often, because somebody wrote meanwhile."""


def copy_database(source: Path, target: Path) -> None:
    """Copy a database by SQLite's backup API, so that it is of one moment, and flush the copy.

    It is copied a few megabytes at a time, with room for a save in between. A save makes the copy
    begin anew (https://sqlite.org/c3ref/backup_finish.html); after the third time all is copied in
    one go, and a save waits for that.

    Raises
    ------
    DatabaseDamaged
        If the database cannot be read any more.
    WorkspaceProblem
        If it is busy for too long, or the disk refuses.
    """
    try:
        with (
            closing(sqlite3.connect(source, timeout=BUSY_SECONDS)) as origin,
            closing(sqlite3.connect(target)) as copy,
        ):
            copy.execute("PRAGMA synchronous=OFF")  # it is flushed at the end, all at once
            try:
                origin.backup(copy, pages=_PAGES, progress=_Restarts().count, sleep=_PAUSE)
            except _Disturbed:
                origin.backup(copy)
        flush_file(target)
    except (sqlite3.Error, OSError) as error:
        raise _problem(source, error) from error


def flush_file(path: Path) -> None:
    """Flush a file to the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check_soundness(path: Path) -> None:
    """Look at every page of a database.

    Raises
    ------
    DatabaseDamaged
        If one is not as it should be, or the file is no database.
    WorkspaceProblem
        If it cannot be read for another reason.
    """
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise _problem(path, error) from error
    if found is None or found[0] != "ok":
        raise damaged(path)


def damaged(path: Path) -> DatabaseDamaged:
    """Return what is said of a database that cannot be read any more."""
    return DatabaseDamaged(
        f"The database {path} is damaged.",
        "It should be the file this program wrote.",
        "With `python -m core doctor --repair` it is put back from its copies.",
    )


def is_damage(error: BaseException | None) -> bool:
    """Return whether an error of SQLite says that the file is damaged."""
    return _code(error) in (_CORRUPT, _NOT_A_DATABASE)


def has_other_tables(error: BaseException | None) -> bool:
    """Return whether an error of SQLite says that tables or columns are not as they should be."""
    return _code(error) == _OTHER_TABLES


def is_of_disk(error: BaseException | None) -> bool:
    """Return whether an error of SQLite says that the disk is full, closed to us, or fails."""
    return _code(error) in (_CLOSED, _READ_ONLY, _DISK_FAILED, _DISK_FULL, _NOT_OPENED)


def is_busy(error: BaseException | None) -> bool:
    """Return whether an error of SQLite says that another program holds the database for long."""
    return _code(error) in (_BUSY, _LOCKED)


def _code(error: BaseException | None) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


class _Restarts:
    def __init__(self) -> None:
        self._left: int | None = None
        self._restarts = 0

    def count(self, _status: int, left: int, _total: int) -> None:
        if self._left is not None and left > self._left:
            self._restarts += 1
        self._left = left
        if self._restarts >= _MOST_RESTARTS:
            raise _Disturbed


def _problem(path: Path, error: sqlite3.Error | OSError) -> WorkspaceProblem:
    if is_damage(error):
        return damaged(path)
    return WorkspaceProblem(
        f"The database {path} cannot be copied: {error}.",
        advice="Check that it can be read and that there is room on the disk, then try again.",
    )
