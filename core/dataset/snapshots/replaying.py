"""The changes of the log done again on a copy of the database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnClause,
    Connection,
    bindparam,
    column,
    create_engine,
    delete,
    insert,
    select,
    table,
    text,
)
from sqlalchemy.engine import URL

from core.dataset.database import migrate
from core.dataset.schema import REVISION, dataset, metadata
from core.dataset.snapshots.log_file import Change, Line, changes_of, header_of, unread_changes
from core.dataset.snapshots.places import Place


@dataclass(frozen=True)
class Replayed:
    """What was done again.

    Parameters
    ----------
    changes : int
        How many.
    lost : int
        How many the log knows that could not be done again, because something before them is
        missing or damaged.
    """

    changes: int
    lost: int


def replay(file: Path, start: Place, logs: list[Place]) -> Replayed:
    """Bring a copy of the database to where the log ends.

    Parameters
    ----------
    file : Path
        The copy; nobody else has it open.
    start : Place
        Which copy it is.
    logs : list of Place
        The parts of the log, oldest first; those of another life are passed over.

    Raises
    ------
    SQLAlchemyError
        If the changes do not fit the copy.
    """
    engine = create_engine(URL.create("sqlite", database=str(file)))
    own = [log for log in logs if log.life == start.life]
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA synchronous=OFF")  # flushed when all is done
            done, reached = 0, start.revision
            for log in own:
                more = _log(connection, log, reached)
                done, reached = done + more, reached + more
            lost = _behind(own, reached)
    finally:
        engine.dispose()
    return Replayed(done, lost)


def _log(connection: Connection, log: Place, reached: int) -> int:
    """Do the changes of one part of the log again that follow on what was reached."""
    header = header_of(log.path)
    done = 0
    for change in changes_of(log.path):
        if change.revision == reached + done + 1 and _fits(connection, header):
            _do(connection, change, header["columns"])
            done += 1
    return done


def _fits(connection: Connection, header: Line) -> bool:
    """Return whether a part of the log is of this dataset and its tables, migrated if need be."""
    if connection.scalar(select(dataset.c.id)) != header.get("dataset"):
        return False
    schema = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if schema != header.get("schema") and header.get("schema") == REVISION:
        migrate(connection)
        return True
    return bool(schema == header.get("schema"))


def _do(connection: Connection, change: Change, columns: dict[str, list[str]]) -> None:
    """Take away every row that the change touched, then write it as it became."""
    for part in change.parts:
        rows, gone = part.get("rows", []), part.get("gone", [])
        key = next(iter(metadata.tables[part["table"]].primary_key)).name
        at = columns[part["table"]].index(key)
        numbers = [{"number": row[at]} for row in rows] + [{"number": each} for each in gone]
        mine: ColumnClause[int] = column(key)
        remove = delete(table(part["table"], mine)).where(mine == bindparam("number"))
        connection.execute(remove, numbers)
    for part in change.parts:
        if part.get("rows"):
            names = columns[part["table"]]
            target = table(part["table"], *(column(name) for name in names))
            rows_now: list[dict[str, Any]] = [
                dict(zip(names, row, strict=True)) for row in part["rows"]
            ]
            connection.execute(insert(target), rows_now)


def _behind(logs: list[Place], reached: int) -> int:
    """Return how many changes after the one reached the log tells of."""
    later = {
        change.revision
        for log in logs
        for change in changes_of(log.path)
        if change.revision > reached
    }
    return len(later) + sum(unread_changes(log.path) for log in logs)
