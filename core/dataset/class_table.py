"""Rows of the table of classes.

Pictures and the journal know a class by its row, never by its name. A row is never deleted: a
class that was merged or removed is hidden while no picture has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, exists, func, insert, or_, select, update

from core.dataset.naming import class_key, tidy_class
from core.dataset.schema import classes, pictures

ADDED = "added"
"""A person added it: it is shown even while no picture has it."""

MERGED, REMOVED = "merged", "removed"
GONE = (MERGED, REMOVED)

_FREED = "\x1f"


@dataclass(frozen=True)
class ClassRow:
    """A class as it is stored.

    Parameters
    ----------
    id : int
        Its row.
    name : str
        How it is shown.
    shown : bool
        Whether a picture in use has it, or a person added it.
    held : bool
        Whether any picture has it, in the bin or not.
    """

    id: int
    name: str
    shown: bool
    held: bool


def ensure_classes(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """Return the row id of each name, creating the missing classes in the order given.

    Spellings that differ only in case, width of spaces or composition are one class; the first
    spelling is the one shown.
    """
    rows = connection.execute(select(classes)).all()
    known = {row.key: row.id for row in rows}
    position = connection.scalar(select(func.coalesce(func.max(classes.c.position), -1))) or 0
    found = {}
    for name in names:
        key = class_key(name)
        if key not in known:
            position += 1
            added = insert(classes).values(key=key, name=tidy_class(name), position=position)
            known[key] = connection.scalar(added.returning(classes.c.id)) or 0
        found[name] = known[key]
    for row in rows:
        if row.state in GONE and row.id in found.values():
            set_class_state(connection, row.id, None)
    return found


def class_names(connection: Connection) -> dict[int, str]:
    """Return the shown name of every class by its row id, in class order."""
    query = select(classes.c.id, classes.c.name).order_by(classes.c.position, classes.c.id)
    return {row.id: row.name for row in connection.execute(query)}


def used_classes(connection: Connection) -> dict[str, int]:
    """Return name and row of classes that some picture in use has, or a person added, in order."""
    query = select(classes.c.name, classes.c.id).where(or_(_is_used(), classes.c.state == ADDED))
    rows = connection.execute(query.order_by(classes.c.position, classes.c.id))
    return {row.name: row.id for row in rows}


def used_class_names(connection: Connection) -> list[str]:
    """Return the names alone of `used_classes`."""
    return [*used_classes(connection)]


def find_class(connection: Connection, name: str) -> ClassRow | None:
    """Return the class of a name in any spelling, shown or hidden; None if there never was one."""
    shown = or_(_is_used(), func.coalesce(classes.c.state, "") == ADDED).label("shown")
    held = exists().where(pictures.c.class_id == classes.c.id).label("held")
    query = select(classes.c.id, classes.c.name, shown, held)
    row = connection.execute(query.where(classes.c.key == class_key(name))).first()
    return None if row is None else ClassRow(row.id, row.name, bool(row.shown), bool(row.held))


def living_classes(connection: Connection) -> dict[int, int]:
    """Return, for every class that gave up its name, the class that has the name now."""
    rows = connection.execute(select(classes)).all()
    holders = {row.key: row.id for row in rows}
    freed = [row for row in rows if row.key.startswith(_FREED)]
    return {row.id: holders[key] for row in freed if (key := class_key(row.name)) in holders}


def set_class_state(connection: Connection, class_id: int, state: str | None) -> None:
    """Write whether a class was added, merged or removed; None for one that photos brought."""
    connection.execute(update(classes).where(classes.c.id == class_id).values(state=state))


def set_class_name(connection: Connection, class_id: int, name: str) -> None:
    """Write what a class is called; a hidden class of that name gives it up."""
    holder = find_class(connection, name)
    if holder is not None and holder.id != class_id:
        freed = update(classes).where(classes.c.id == holder.id)
        connection.execute(freed.values(key=f"{_FREED}{holder.id}"))
    change = update(classes).where(classes.c.id == class_id)
    connection.execute(change.values(key=class_key(name), name=tidy_class(name)))


def _is_used() -> ColumnElement[bool]:
    return exists().where(pictures.c.class_id == classes.c.id, ~pictures.c.binned)
