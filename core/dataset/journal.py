"""Rows of the label journal: what each change did to each picture, and nothing ever removed."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from core.dataset.queries import in_batches, is_id, last_event, moment
from core.dataset.records import Change, LabelEvent
from core.dataset.schema import changes, classes, events, pictures

DONE = "done"
UNDONE = "undone"
SETTLED = "settled"  # an undo or redo itself, or a change that can no longer be done again

_FOLLOW = (
    update(pictures)
    .where(pictures.c.id == events.c.picture_id)
    .values(
        class_id=events.c.new_class,
        binned=events.c.new_binned,
        label_version=events.c.version,
        last_event=events.c.id,
    )
)


@dataclass(frozen=True)
class Standing:
    """What a change can change about a picture: its class and whether it is in the bin."""

    class_id: int | None
    binned: bool


@dataclass(frozen=True)
class Step:
    """One change, before it is written."""

    op_id: str
    kind: str
    who: str
    why: str
    class_id: int | None = None
    target: str | None = None


def now() -> int:
    """Return the present in milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


def standings(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Standing, int]]:
    """Return how each picture stands, and its label version; ids that do not exist are left out."""
    columns = (pictures.c.id, pictures.c.class_id, pictures.c.binned, pictures.c.label_version)
    found = {}
    for part in in_batches([each for each in ids if is_id(each)]):
        rows = connection.execute(select(*columns).where(pictures.c.id.in_(part)))
        found.update(
            {row.id: (Standing(row.class_id, row.binned), row.label_version) for row in rows}
        )
    return found


def write_events(
    connection: Connection,
    step: Step,
    moves: Mapping[str, tuple[Standing, Standing]],
) -> None:
    """Append one event per picture and bring the pictures to where it leads.

    Parameters
    ----------
    connection : Connection
        Inside a transaction.
    step : Step
        The change the events belong to.
    moves : mapping of str to (Standing, Standing)
        Picture id to where it stood and where it goes.
    """
    if not moves:
        return
    versions = {
        picture_id: version for picture_id, (_, version) in standings(connection, [*moves]).items()
    }
    first, at = last_event(connection) + 1, now()
    rows = [
        {
            "id": number,
            "op_id": step.op_id,
            "picture_id": picture_id,
            "kind": step.kind,
            "old_class": old.class_id,
            "new_class": new.class_id,
            "old_binned": old.binned,
            "new_binned": new.binned,
            "version": versions[picture_id] + 1,
            "who": step.who,
            "why": step.why,
            "at": at,
        }
        for number, (picture_id, (old, new)) in enumerate(moves.items(), first)
    ]
    connection.execute(insert(events), rows)
    connection.execute(_FOLLOW.where(events.c.id >= first))


def write_change(connection: Connection, step: Step, count: int, state: str) -> None:
    """Append the change itself, so that it can be shown, taken back or recognised."""
    row = insert(changes).values(
        op_id=step.op_id,
        kind=step.kind,
        target=step.target,
        class_id=step.class_id,
        photos=count,
        who=step.who,
        at=now(),
        state=state,
    )
    connection.execute(row)


def set_state(connection: Connection, op_id: str, state: str) -> None:
    """Mark a change as done, undone or settled."""
    connection.execute(update(changes).where(changes.c.op_id == op_id).values(state=state))


def settle_undone(connection: Connection, who: str) -> None:
    """Give up what could be done again: a person who goes on has left that road."""
    mine = (changes.c.who == who) & (changes.c.state == UNDONE)
    connection.execute(update(changes).where(mine).values(state=SETTLED))


def next_to_undo(connection: Connection, who: str) -> str | None:
    """Return the id of a person's newest change that is still done."""
    mine = (changes.c.who == who) & (changes.c.state == DONE)
    return connection.scalar(
        select(changes.c.op_id).where(mine).order_by(changes.c.seq.desc()).limit(1)
    )


def next_to_redo(connection: Connection, who: str) -> str | None:
    """Return the id of the change a person took back last."""
    mine = (changes.c.who == who) & (changes.c.state == UNDONE)
    return connection.scalar(select(changes.c.op_id).where(mine).order_by(changes.c.seq).limit(1))


def moves_of(connection: Connection, op_id: str) -> dict[str, tuple[Standing, Standing]]:
    """Return where a change found each picture and where it brought it."""
    rows = connection.execute(select(events).where(events.c.op_id == op_id).order_by(events.c.id))
    return {
        row.picture_id: (
            Standing(row.old_class, row.old_binned),
            Standing(row.new_class, row.new_binned),
        )
        for row in rows
    }


def read_change(connection: Connection, op_id: str) -> Change | None:
    """Return a change by its id."""
    row = connection.execute(_changes().where(changes.c.op_id == op_id)).first()
    return None if row is None else _change(connection, row)


def newest_change(connection: Connection) -> Change | None:
    """Return the newest change that is still done, whoever made it."""
    statement = _changes().where(changes.c.state == DONE).order_by(changes.c.seq.desc()).limit(1)
    row = connection.execute(statement).first()
    return None if row is None else _change(connection, row)


def _changes() -> Any:
    target = changes.alias("target_change")
    return (
        select(changes, classes.c.name.label("label"), target.c.kind.label("target_kind"))
        .outerjoin(classes, changes.c.class_id == classes.c.id)
        .outerjoin(target, changes.c.target == target.c.op_id)
    )


def _change(connection: Connection, row: Row[Any]) -> Change:
    ids = select(events.c.picture_id).where(events.c.op_id == row.op_id).order_by(events.c.id)
    return Change(
        op_id=row.op_id,
        kind=row.kind,
        count=row.photos,
        label=row.label,
        at=moment(row.at),
        who=row.who,
        picture_ids=tuple(connection.scalars(ids)),
        target_kind=row.target_kind,
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
        who=row.who,
        why=row.why,
        at=moment(row.at),
    )


def pictures_changed_after(connection: Connection, event_id: int) -> int:
    """Return how many pictures were changed by hand after a journal entry."""
    statement = select(func.count(events.c.picture_id.distinct()))
    by_hand = (events.c.id > event_id) & (events.c.kind != "import")
    return connection.scalar(statement.where(by_hand)) or 0
