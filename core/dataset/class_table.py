"""Rows of the table of classes."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, exists, func, insert, select

from core.dataset.naming import class_key, tidy_class
from core.dataset.schema import classes, pictures


def ensure_classes(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """Return the row id of each name, creating the missing classes in the order given.

    Spellings that differ only in case, width of spaces or composition are one class; the first
    spelling is the one shown.
    """
    known = {row.key: row.id for row in connection.execute(select(classes))}
    position = connection.scalar(select(func.coalesce(func.max(classes.c.position), -1))) or 0
    found = {}
    for name in names:
        key = class_key(name)
        if key not in known:
            position += 1
            row = insert(classes).values(key=key, name=tidy_class(name), position=position)
            known[key] = connection.scalar(row.returning(classes.c.id)) or 0
        found[name] = known[key]
    return found


def class_names(connection: Connection) -> dict[int, str]:
    """Return the shown name of every class by its row id, in class order."""
    query = select(classes.c.id, classes.c.name).order_by(classes.c.position, classes.c.id)
    return {row.id: row.name for row in connection.execute(query)}


def used_class_names(connection: Connection) -> list[str]:
    """Return the names of classes that some picture in use has, in class order."""
    used = exists().where(pictures.c.class_id == classes.c.id, ~pictures.c.binned)
    query = select(classes.c.name).where(used)
    return list(connection.scalars(query.order_by(classes.c.position, classes.c.id)))
