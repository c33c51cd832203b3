"""Rows of the label journal: what each change did to each picture, and nothing ever removed."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, or_, select, update

from core.dataset.journal_reading import DONE, SETTLED, UNDONE
from core.dataset.queries import in_batches, is_id, last_event
from core.dataset.schema import changes, events, pictures

_FOLLOW = (
    update(pictures)
    .where(pictures.c.id == events.c.picture_id)
    .values(
        class_id=events.c.new_class,
        binned=events.c.new_binned,
        mark=events.c.new_mark,
        face_choice=events.c.new_face,
        label_version=events.c.version,
        last_event=events.c.id,
    )
)


_STANDING = (
    pictures.c.id,
    pictures.c.class_id,
    pictures.c.binned,
    pictures.c.mark,
    pictures.c.face_choice,
    pictures.c.label_version,
)


@dataclass(frozen=True)
class Standing:
    """What a change can change about a picture.

    Parameters
    ----------
    class_id : int or None
        Its class.
    binned : bool
        Whether it is in the bin.
    mark : str or None
        "skipped", "unsure" or nothing.
    face : str or None
        The face its label is about.
    """

    class_id: int | None
    binned: bool
    mark: str | None = None
    face: str | None = None


@dataclass(frozen=True)
class Step:
    """One change, before it is written."""

    op_id: str
    kind: str
    who: str
    why: str
    class_id: int | None = None
    target: str | None = None
    value: str | None = None
    old_name: str | None = None
    new_name: str | None = None


def now() -> int:
    """Return the present in milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


def standings(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Standing, int]]:
    """Return how each picture stands, and its label version; ids that do not exist are left out."""
    found = {}
    for part in in_batches([each for each in ids if is_id(each)]):
        for row in connection.execute(select(*_STANDING).where(pictures.c.id.in_(part))):
            now = Standing(row.class_id, row.binned, row.mark, row.face_choice)
            found[row.id] = (now, row.label_version)
    return found


def write_events(
    connection: Connection,
    step: Step,
    moves: Mapping[str, tuple[Standing, Standing]],
    authors: Mapping[str, tuple[str, int]] | None = None,
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
    authors : mapping of str to (str, int), optional
        Picture id to who decided it elsewhere, and when, in milliseconds since 1970, UTC; else it
        is who takes the step, now.
    """
    if not moves:
        return
    versions = {
        picture_id: version for picture_id, (_, version) in standings(connection, [*moves]).items()
    }
    first = last_event(connection) + 1
    here, known = (step.who, now()), authors or {}
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
            "old_mark": old.mark,
            "new_mark": new.mark,
            "old_face": old.face,
            "new_face": new.face,
            "version": versions[picture_id] + 1,
            "who": known.get(picture_id, here)[0],
            "why": step.why,
            "at": known.get(picture_id, here)[1],
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
        value=step.value,
        photos=count,
        who=step.who,
        at=now(),
        state=state,
        old_name=step.old_name,
        new_name=step.new_name,
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


def is_done(connection: Connection, op_id: str) -> bool:
    """Return whether a change exists and is not taken back."""
    state = connection.scalar(select(changes.c.state).where(changes.c.op_id == op_id))
    return state == DONE


def moves_of(connection: Connection, op_id: str) -> dict[str, tuple[Standing, Standing]]:
    """Return where a change found each picture and where it brought it."""
    rows = connection.execute(select(events).where(events.c.op_id == op_id).order_by(events.c.id))
    return {
        row.picture_id: (
            Standing(row.old_class, row.old_binned, row.old_mark, row.old_face),
            Standing(row.new_class, row.new_binned, row.new_mark, row.new_face),
        )
        for row in rows
    }


def pictures_changed_after(connection: Connection, event_id: int) -> int:
    """Return how many pictures were changed by hand after a journal entry; marks do not count."""
    statement = select(func.count(events.c.picture_id.distinct()))
    by_hand = (events.c.id > event_id) & (events.c.kind != "import")
    matters = or_(
        events.c.old_class.is_distinct_from(events.c.new_class),
        events.c.old_binned != events.c.new_binned,
        events.c.old_face.is_distinct_from(events.c.new_face),
    )
    return connection.scalar(statement.where(by_hand, matters)) or 0
