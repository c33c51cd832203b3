"""Which rows a transaction touches, told by triggers that live in one connection only.

A temporary trigger is no part of the database's file: it stays the plain file that a backup takes
and anybody can open. What is touched is read once, at the end, as it then stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from core.dataset.schema import metadata

_TABLE = "CREATE TEMP TABLE IF NOT EXISTS touched (of TEXT, number INTEGER)"
_TRIGGER = (
    "CREATE TEMP TRIGGER IF NOT EXISTS touched_{action}_{table} AFTER {action} ON {table} "
    "BEGIN INSERT INTO touched VALUES ('{table}', {row}.rowid); END"
)
_ROW = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}
_RENUMBERED = (
    "CREATE TEMP TRIGGER IF NOT EXISTS renumbered_{table} AFTER UPDATE ON {table} "
    "WHEN OLD.rowid <> NEW.rowid "
    "BEGIN INSERT INTO touched VALUES ('{table}', OLD.rowid); END"
)
_TRIGGERS = [
    _TRIGGER.format(action=action, table=table, row=row)
    for table in metadata.tables
    for action, row in _ROW.items()
] + [_RENUMBERED.format(table=table) for table in metadata.tables]
_FORGET = "DELETE FROM temp.touched"
_GONE_ROWS = (
    "SELECT DISTINCT number FROM temp.touched "
    "WHERE of = '{table}' AND number NOT IN (SELECT rowid FROM {table})"
)
_GONE = {table: _GONE_ROWS.format(table=table) for table in metadata.tables}
_ROWS_HERE = (
    "SELECT {names} FROM {table} "
    "WHERE rowid IN (SELECT number FROM temp.touched WHERE of = '{table}')"
)
_HERE = {
    name: _ROWS_HERE.format(names=", ".join(f'"{each.name}"' for each in table.c), table=name)
    for name, table in metadata.tables.items()
}
_NAMES = "SELECT DISTINCT of FROM temp.touched"
_AT_ONCE = 2_000


@dataclass(frozen=True)
class Touched:
    """Some rows of one table, as they are at the end of a transaction.

    Parameters
    ----------
    table : str
        Its name.
    rows : list of list
        Whole rows, in the order of `columns`.
    gone : list of int
        Numbers of rows that are there no more.
    """

    table: str
    rows: list[list[Any]]
    gone: list[int]


def columns() -> dict[str, list[str]]:
    """Return the columns of every table, in their order."""
    return {name: [column.name for column in table.c] for name, table in metadata.tables.items()}


def watch(connection: Connection) -> None:
    """Let a connection notice what it touches; once for each connection to the database."""
    if connection.info.get("watched"):
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA temp_store=MEMORY")
    driver.execute(_TABLE)
    for trigger in _TRIGGERS:
        driver.execute(trigger)
    connection.info["watched"] = True


def forget(connection: Connection) -> None:
    """Begin anew, inside a transaction."""
    connection.exec_driver_sql(_FORGET)


def touched(connection: Connection) -> Iterator[Touched]:
    """Yield what the transaction has touched, some thousand rows at a time."""
    names = set(connection.exec_driver_sql(_NAMES).scalars())
    for name in metadata.tables:
        if name in names:
            gone = connection.exec_driver_sql(_GONE[name]).scalars().all()
            if gone:
                yield Touched(name, [], [*gone])
            for rows in _rows(connection, name):
                yield Touched(name, rows, [])


def _rows(connection: Connection, table: str) -> Iterator[list[list[Any]]]:
    found = connection.exec_driver_sql(_HERE[table])
    for part in found.partitions(_AT_ONCE):
        yield [[*row] for row in part]
