"""Which class a person means who chose it from a list that may be out of date."""

from __future__ import annotations

from sqlalchemy import Connection, Row, select

from core.dataset.class_table import GONE, MERGED, find_class
from core.dataset.naming import class_key, tidy_class
from core.dataset.schema import changes, classes
from core.errors import NotInDataset


def name_now(connection: Connection, name: str, class_id: int | None = None) -> str:
    """Return what a class that was chosen from a list is called now; none is ever created.

    Parameters
    ----------
    connection : Connection
        Inside a transaction.
    name : str
        How the list showed it.
    class_id : int or None, optional
        Its row; it finds a class that was renamed since. None where only the name is known.

    Raises
    ------
    NotInDataset
        If there never was such a class, or it was removed or merged since.
    """
    same = classes.c.key == class_key(name) if class_id is None else classes.c.id == class_id
    row = connection.execute(select(classes).where(same)).first()
    if row is None:
        raise NotInDataset(f"There is no label called {tidy_class(name)}.", advice="Choose again.")
    found = find_class(connection, row.name)
    own = found if found and found.id == row.id else None  # else another class has its name now
    if own is None or not (own.shown or not _taken_away(connection, row)):
        how = "merged into another label" if row.state == MERGED else "removed"
        raise NotInDataset(f"{tidy_class(name)} was {how} meanwhile.", advice="Choose again.")
    return str(row.name)


def _taken_away(connection: Connection, row: Row[tuple[object, ...]]) -> bool:
    """Tell a class that a person took away from one that merely has no photo at the moment."""
    return row.state in GONE or _addition_undone(connection, row.id)


def _addition_undone(connection: Connection, class_id: int) -> bool:
    """Return whether the adding of a class was undone, and not done again since."""
    added = select(changes.c.op_id).where(changes.c.class_id == class_id, changes.c.kind == "add")
    turns = select(changes.c.kind).where(changes.c.target.in_(added))
    return connection.scalar(turns.order_by(changes.c.seq.desc()).limit(1)) == "undo"
