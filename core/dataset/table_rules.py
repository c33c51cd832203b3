"""What the tables of a database let in, held against those of this version."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from core.dataset.schema import metadata
from core.errors import WorkspaceProblem

_COLUMNS = 'SELECT name, "notnull", pk > 0 FROM pragma_table_info(?) ORDER BY name'
_UNIQUE = 'SELECT name FROM pragma_index_list(?) WHERE "unique"'
_INDEXED = "SELECT name FROM pragma_index_info(?) ORDER BY seqno"
_FOREIGN = 'SELECT "from", "table", "to" FROM pragma_foreign_key_list(?)'
_CONDITIONS = "SELECT count(*) FROM sqlite_master WHERE tbl_name = ? AND sql LIKE '%check%'"


def check_rules(path: Path) -> None:
    """Check that a database has the tables, columns and constraints of this version.

    Raises
    ------
    WorkspaceProblem
        If a table has other columns, may be empty where ours may not, takes twice what ours takes
        once, leads to other tables, or sets conditions.
    """
    with closing(sqlite3.connect(path)) as theirs, closing(_ours()) as ours:
        for table in metadata.tables:
            if _names(theirs, table) != _names(ours, table):
                raise WorkspaceProblem(f"Its database has other columns in {table} than expected.")
            if _rules(theirs, table) != _rules(ours, table):
                raise WorkspaceProblem(f"Its database has other rules for {table} than expected.")


def check_references(path: Path) -> None:
    """Check that no row names one of another table that is not there.

    Raises
    ------
    WorkspaceProblem
        If one does.
    """
    with closing(sqlite3.connect(path)) as connection:
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise WorkspaceProblem(f"Its database names rows that are not there, in {broken[0]}.")


def _ours() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:")
    for table in metadata.sorted_tables:
        made.execute(str(CreateTable(table).compile(dialect=sqlite.dialect())))
        for index in table.indexes:
            made.execute(str(CreateIndex(index).compile(dialect=sqlite.dialect())))
    return made


def _names(connection: sqlite3.Connection, table: str) -> list[str]:
    return [str(name) for name, *_ in connection.execute(_COLUMNS, (table,))]


def _rules(connection: sqlite3.Connection, table: str) -> tuple[object, ...]:
    unique = [
        [name for (name,) in connection.execute(_INDEXED, (index,))]
        for (index,) in connection.execute(_UNIQUE, (table,)).fetchall()
    ]
    return (
        connection.execute(_COLUMNS, (table,)).fetchall(),
        sorted(unique, key=str),
        sorted(connection.execute(_FOREIGN, (table,)).fetchall()),
        connection.execute(_CONDITIONS, (table,)).fetchall(),
    )
