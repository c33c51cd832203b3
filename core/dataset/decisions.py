"""Decisions of a person as they come from a browser: each one is taken once and answered.

A browser sends a decision again until it has heard of it, so the same decision may come twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, select

from core.dataset import journal_reading, labels, marks
from core.dataset.changes import Change
from core.dataset.choosing_class import name_now
from core.dataset.records import PictureQuery, PictureRecord
from core.dataset.schema import events, pictures
from core.dataset.steps import check_known
from core.dataset.store import DatasetStore
from core.errors import CoreError, WorkspaceProblem

KINDS = ("label", "mark", "bin", "restore", "undo")
MOST_TOLD = 500
"""The most pictures an answer describes; whoever changed more asks for them anew."""


@dataclass(frozen=True)
class Decision:
    """What a person decided.

    Parameters
    ----------
    op_id : str
        Its id, made where it was taken.
    kind : str
        One of `KINDS`.
    who : str
        Who took it.
    value : str or None
        The class or the mark; None takes it away.
    versions : mapping of str to int
        The pictures it is about, and the ``label_version`` each had when it was shown.
    why : str
        What made them: "hand" or "suggestion".
    target : str or None
        For "undo": the change to take back; None for the newest of this person.
    everything : PictureQuery or None
        All pictures of this query instead of those in ``versions``.
    seen : int
        With ``everything``: the newest journal entry when the query was shown.
    class_id : int or None
        For "label": the row of the class, so that it is found under another name too.
    """

    op_id: str
    kind: str
    who: str
    value: str | None = None
    versions: Mapping[str, int] = field(default_factory=dict)
    why: str = "hand"
    target: str | None = None
    everything: PictureQuery | None = None
    seen: int = 0
    class_id: int | None = None


@dataclass(frozen=True)
class Conflict:
    """A picture somebody else changed meanwhile; it was left as it is.

    Parameters
    ----------
    picture_id : str
        The picture.
    words : str
        Who changed it to what, and when.
    """

    picture_id: str
    words: str


@dataclass(frozen=True)
class Answer:
    """What became of a decision.

    Parameters
    ----------
    op_id : str
        The decision.
    saved : bool
        Whether it was taken; False if it was refused for the reason in ``words``.
    words : str
        One sentence about it.
    pictures : sequence of PictureRecord
        How the pictures stand now, `MOST_TOLD` at most.
    conflicts : sequence of Conflict
        The pictures it was not taken for.
    count : int
        Pictures that became different.
    """

    op_id: str
    saved: bool
    words: str
    pictures: Sequence[PictureRecord] = ()
    conflicts: Sequence[Conflict] = ()
    count: int = 0


def decide(store: DatasetStore, decision: Decision) -> Answer:
    """Take a decision, unless it was taken already.

    A label is one of the classes there are: none is created here, see
    `core.dataset.choosing_class.name_now`.

    Raises
    ------
    WorkspaceProblem
        If it could not be written; it may be sent again.
    """
    try:
        with store.transaction() as connection:
            earlier = journal_reading.read_change(connection, decision.op_id)
            if earlier is not None:
                return _told(store, decision, earlier, ())
            if decision.kind == "undo":
                return _undone(store, decision)
            return _taken(store, connection, _with_class_of_now(connection, decision))
    except WorkspaceProblem:
        raise
    except CoreError as error:
        shown = store.records([*decision.versions][:MOST_TOLD])
        return Answer(decision.op_id, saved=False, words=str(error), pictures=shown)


def _with_class_of_now(connection: Connection, decision: Decision) -> Decision:
    if decision.kind != "label" or decision.value is None:
        return decision
    return replace(decision, value=name_now(connection, decision.value, decision.class_id))


def _undone(store: DatasetStore, decision: Decision) -> Answer:
    change = labels.undo(store, who=decision.who, target=decision.target, op_id=decision.op_id)
    if change is None:
        return Answer(decision.op_id, saved=False, words="This was taken back already.")
    return _told(store, decision, change, ())


def _taken(store: DatasetStore, connection: Connection, decision: Decision) -> Answer:
    if decision.everything is not None:
        ids, conflicts = _all_but_changed(store, connection, decision)
    else:
        ids, conflicts = _unchanged(connection, decision)
    change = _act(store, decision, ids) if ids else None
    return _told(store, decision, change, conflicts)


def _act(store: DatasetStore, decision: Decision, ids: Sequence[str]) -> Change:
    who, op_id = decision.who, decision.op_id
    if decision.kind == "mark":
        return marks.set_mark(store, ids, decision.value, who=who, op_id=op_id)
    if decision.kind == "bin":
        return labels.move_to_bin(store, ids, who=who, op_id=op_id)
    if decision.kind == "restore":
        return labels.restore(store, ids, who=who, op_id=op_id)
    change = labels.set_label(store, ids, decision.value, who=who, op_id=op_id, why=decision.why)
    agreed = marks.confirm(store, ids[0], who=who, op_id=op_id) if len(ids) == 1 else None
    return change if change.count or agreed is None else agreed


def _unchanged(
    connection: Connection, decision: Decision
) -> tuple[list[str], tuple[Conflict, ...]]:
    found = check_known(connection, [*decision.versions])
    stale = [
        picture for picture, (_, version) in found.items() if version != decision.versions[picture]
    ]
    conflicts = [conflict for each in stale if (conflict := _conflict(connection, each, decision))]
    left = {each.picture_id for each in conflicts}
    return [picture for picture in found if picture not in left], tuple(conflicts)


def _conflict(connection: Connection, picture_id: str, decision: Decision) -> Conflict | None:
    """Return what somebody changed, None where they decided the same."""
    written = journal_reading.events_of(connection, picture_id)
    if not written:
        return Conflict(picture_id, "This photo was deleted and added again since")
    event = written[-1]
    standing = (event.new, event.new_mark, event.new_binned)
    wished = {
        "label": (decision.value, None, event.new_binned),
        "mark": (event.new, decision.value, event.new_binned),
        "bin": (event.new, event.new_mark, True),
        "restore": (event.new, event.new_mark, False),
    }
    if standing == wished.get(decision.kind):
        return None
    who = "You" if event.who == decision.who else event.who
    became = event.new or "no label"
    place = "moved this to the bin" if event.new_binned else f"changed this to {became}"
    return Conflict(picture_id, f"{who} {place} {event.since()}")


def _all_but_changed(
    store: DatasetStore, connection: Connection, decision: Decision
) -> tuple[list[str], tuple[Conflict, ...]]:
    ids = store.picture_ids(decision.everything)
    statement = select(pictures.c.id).join(events, events.c.id == pictures.c.last_event)
    later = (pictures.c.last_event > decision.seen) & (events.c.who != decision.who)
    changed = set(connection.scalars(statement.where(later)))
    conflicts = [_conflict(connection, each, decision) for each in ids if each in changed]
    left = {each.picture_id for each in conflicts if each}
    return [each for each in ids if each not in left], tuple(each for each in conflicts if each)


def _told(
    store: DatasetStore,
    decision: Decision,
    change: Change | None,
    conflicts: Sequence[Conflict],
) -> Answer:
    changed = change.picture_ids[:MOST_TOLD] if change else ()
    named = [*decision.versions][:MOST_TOLD]
    return Answer(
        decision.op_id,
        saved=True,
        words=change.sentence() if change else "",
        pictures=store.records([*dict.fromkeys([*named, *changed])]),
        conflicts=conflicts,
        count=change.count if change else 0,
    )
