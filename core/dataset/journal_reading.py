"""Rows of the label journal as records: changes for undo, events for the history of a photo."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from core.dataset.changes import Change, LabelEvent
from core.dataset.queries import moment
from core.dataset.schema import changes, classes, events

DONE = "done"
UNDONE = "undone"
SETTLED = "settled"  # an undo or redo itself, or a change that can no longer be done again


def read_change(connection: Connection, op_id: str) -> Change | None:
    """Return a change by its id."""
    row = connection.execute(_changes().where(changes.c.op_id == op_id)).first()
    return None if row is None else _change(connection, row)


def newest_change(connection: Connection) -> Change | None:
    """Return the newest change that is still done, whoever made it."""
    statement = _changes().where(changes.c.state == DONE).order_by(changes.c.seq.desc()).limit(1)
    row = connection.execute(statement).first()
    return None if row is None else _change(connection, row)


def recent_changes(connection: Connection, who: str, limit: int) -> list[Change]:
    """Return a person's newest changes that are still done, newest first.

    Each names one of its pictures at most.
    """
    mine = (changes.c.who == who) & (changes.c.state == DONE)
    statement = _changes().where(mine).order_by(changes.c.seq.desc()).limit(limit)
    return [_change(connection, row, most=1) for row in connection.execute(statement).all()]


def _changes() -> Any:
    target = changes.alias("target_change")
    return (
        select(changes, classes.c.name.label("label"), target.c.kind.label("target_kind"))
        .outerjoin(classes, changes.c.class_id == classes.c.id)
        .outerjoin(target, changes.c.target == target.c.op_id)
    )


def _change(connection: Connection, row: Row[Any], most: int | None = None) -> Change:
    ids = select(events.c.picture_id).where(events.c.op_id == row.op_id).order_by(events.c.id)
    return Change(
        op_id=row.op_id,
        kind=row.kind,
        count=row.photos,
        label=row.label,
        at=moment(row.at),
        who=row.who,
        picture_ids=tuple(connection.scalars(ids.limit(most))),
        target_kind=row.target_kind,
        value=row.value,
        target=row.target,
        old_name=row.old_name,
        new_name=row.new_name,
    )


def events_of(connection: Connection, picture_id: str) -> list[LabelEvent]:
    """Return what happened to a picture, oldest first."""
    old, new = classes.alias("old_one"), classes.alias("new_one")
    statement = (
        select(events, old.c.name.label("old"), new.c.name.label("new"))
        .outerjoin(old, events.c.old_class == old.c.id)
        .outerjoin(new, events.c.new_class == new.c.id)
        .where(events.c.picture_id == picture_id)
        .order_by(events.c.id)
    )
    return [_event(row) for row in connection.execute(statement)]


def _event(row: Row[Any]) -> LabelEvent:
    return LabelEvent(
        id=row.id,
        op_id=row.op_id,
        picture_id=row.picture_id,
        kind=row.kind,
        old=row.old,
        new=row.new,
        old_binned=row.old_binned,
        new_binned=row.new_binned,
        old_mark=row.old_mark,
        new_mark=row.new_mark,
        old_face=row.old_face,
        new_face=row.new_face,
        who=row.who,
        why=row.why,
        at=moment(row.at),
    )
