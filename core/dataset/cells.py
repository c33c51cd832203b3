"""What a database holds, cell by cell: what Mien writes, or something that only looks like it.

SQLite keeps a text in a column of numbers as it is, so a database that comes from elsewhere may be
sound, have the right tables, and still hold what nothing that reads it expects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    URL,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Table,
    create_engine,
    func,
    not_,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from core.dataset.face_marks import ALL
from core.dataset.framing import FRAMINGS
from core.dataset.records import MARKS, SPLITS
from core.dataset.schema import metadata
from core.errors import WorkspaceProblem
from core.files import parse_json

_LARGEST = 2**53
_LAST_MOMENT = 253_402_300_799_000  # the end of the year 9999
_LONGEST_SIDE = 10**6
_MOST = {
    **dict.fromkeys(("added_at", "at"), _LAST_MOMENT),
    **dict.fromkeys(("width", "height"), _LONGEST_SIDE),
    **dict.fromkeys(("face_count", "number"), _LONGEST_SIDE),
}
_LEAST = dict.fromkeys(("width", "height"), 1)
_WORDS: Mapping[str, tuple[str, ...]] = {
    "framing": FRAMINGS,
    "split": SPLITS,
    **dict.fromkeys(("mark", "old_mark", "new_mark"), MARKS),
}
_CHOICES = ("face_choice", "old_face", "new_face")
_DOCUMENTS: Mapping[str, TypeAdapter[Any]] = {
    "notes": TypeAdapter(list[str]),
    "shares": TypeAdapter(dict[str, float]),
    "face": TypeAdapter(dict[str, Any]),
    "detail": TypeAdapter(dict[str, Any]),
}


def check_cells(path: Path) -> None:
    """Check that every cell of a database holds what Mien writes there.

    Parameters
    ----------
    path : Path
        An SQLite file with sound pages and the tables of this version.

    Raises
    ------
    WorkspaceProblem
        If one holds something else.
    """
    engine = _engine(path)
    try:
        with engine.connect() as connection:
            for table in metadata.sorted_tables:
                for name in _wrong(connection, table):
                    raise WorkspaceProblem(f"Its database holds what Mien never writes, in {name}.")
    except SQLAlchemyError as error:  # a text that is none, for one
        reason = str(error).splitlines()[0][:200]
        raise WorkspaceProblem(f"Its database cannot be read: {reason}.") from error
    finally:
        engine.dispose()


def _engine(path: Path) -> Engine:
    return create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool)


def _wrong(connection: Connection, table: Table) -> Iterator[str]:
    """Yield the columns of a table that hold something else."""
    for column in table.columns:
        found = connection.scalar(select(column.is_(None)).where(_unfit(column)).limit(1))
        if found is not None or not _is_text_right(connection, column):
            yield f"{table.name}.{column.name}"


def _unfit(column: Column[Any]) -> ColumnElement[bool]:
    """Return when a cell is of the wrong kind, out of range, or none of the words of its column."""
    name = column.name
    kind = func.typeof(column)
    number = isinstance(column.type, Integer | Boolean)
    kinds = ["integer" if number else "text", *(["null"] if column.nullable else [])]
    unfit = [kind.not_in(kinds)]
    if number:
        value = type_coerce(column, Integer)
        most = 1 if isinstance(column.type, Boolean) else _MOST.get(name, _LARGEST)
        unfit.append(not_(value.between(_LEAST.get(name, 0), most)))
    if name in _WORDS:
        unfit.append(column.not_in(_WORDS[name]))
    return or_(*unfit)


def _is_text_right(connection: Connection, column: Column[Any]) -> bool:
    if isinstance(column.type, Integer | Boolean):
        return True
    check = _checks(column.name)
    cells = connection.scalars(select(column).where(column.is_not(None)).distinct())
    return all(check(cell) for cell in cells)  # to read it is to find what is no text


def _checks(name: str) -> Callable[[str], bool]:
    if name in _CHOICES:
        return lambda cell: cell == ALL or (cell.isascii() and cell.isdigit())
    shape = _DOCUMENTS.get(name)
    return lambda cell: shape is None or _fits(shape, cell)


def _fits(shape: TypeAdapter[Any], cell: str) -> bool:
    try:
        shape.validate_python(parse_json(cell), strict=True)
    except ValueError:
        return False
    return True
