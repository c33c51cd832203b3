"""Labels, and the journal that remembers every change to them.

A change is one step of a person, on one picture or many. It appends one event per picture and
changes the picture in the same transaction; nothing is ever overwritten or removed. Undo and redo
are changes too. What follows from the events alone always equals what the pictures say.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.dataset import journal, journal_reading, queries
from core.dataset.changes import Change, LabelEvent
from core.dataset.class_table import ensure_classes
from core.dataset.class_turns import in_the_way, turn_class
from core.dataset.journal import Step
from core.dataset.naming import tidy_class
from core.dataset.once_more import once_more
from core.dataset.steps import check_known, repeat, take
from core.dataset.store import DatasetStore
from core.errors import CoreError

__all__ = [
    "Change",
    "LabelEvent",
    "changes_since",
    "dataset_version",
    "history",
    "last_change",
    "move_to_bin",
    "recent_changes",
    "redo",
    "restore",
    "set_label",
    "undo",
]


@once_more
def set_label(
    store: DatasetStore,
    ids: Sequence[str],
    label: str | None,
    *,
    who: str = "me",
    op_id: str | None = None,
    versions: Mapping[str, int] | None = None,
    why: str = "hand",
) -> Change:
    """Give pictures a class, or take it away, as one step; a mark they had goes.

    Parameters
    ----------
    store : DatasetStore
        The dataset.
    ids : sequence of str
        The pictures; those that have the label already stay untouched.
    label : str or None
        The class, created if it is new; None removes the label.
    who : str, optional
        Who does it.
    op_id : str, optional
        Id of the step; the same id twice is done once.
    versions : mapping of str to int, optional
        The ``label_version`` each picture had when it was shown.
    why : str, optional
        What made the person do it, for the journal.

    Returns
    -------
    Change
        What became different.

    Raises
    ------
    NotInDataset
        If a picture does not exist.
    LabelConflict
        If ``versions`` is given and a picture was changed since; nothing is changed then.
    CoreError
        If the class has no name.
    """
    if label is not None and not tidy_class(label):
        raise CoreError("The class has no name.", advice="Type a name, such as happy.")
    with store.transaction() as connection:
        class_id = None if label is None else ensure_classes(connection, [label])[label]
        step = Step(op_id or uuid.uuid4().hex, "label", who, why, class_id)
        return take(
            connection, step, ids, versions, lambda old: replace(old, class_id=class_id, mark=None)
        )


@once_more
def move_to_bin(
    store: DatasetStore,
    ids: Sequence[str],
    *,
    who: str = "me",
    op_id: str | None = None,
    versions: Mapping[str, int] | None = None,
) -> Change:
    """Move pictures to the bin, as one step; parameters and errors as `set_label`."""
    with store.transaction() as connection:
        step = Step(op_id or uuid.uuid4().hex, "bin", who, "hand")
        return take(connection, step, ids, versions, lambda old: replace(old, binned=True))


@once_more
def restore(
    store: DatasetStore,
    ids: Sequence[str],
    *,
    who: str = "me",
    op_id: str | None = None,
    versions: Mapping[str, int] | None = None,
) -> Change:
    """Take pictures back from the bin, as one step; parameters and errors as `set_label`."""
    with store.transaction() as connection:
        step = Step(op_id or uuid.uuid4().hex, "restore", who, "hand")
        return take(connection, step, ids, versions, lambda old: replace(old, binned=False))


@once_more
def undo(
    store: DatasetStore, *, who: str = "me", target: str | None = None, op_id: str | None = None
) -> Change | None:
    """Take back a change.

    Pictures of which the same was changed in the meantime keep what they have.

    Parameters
    ----------
    store : DatasetStore
        The dataset.
    who : str, optional
        Who does it.
    target : str or None, optional
        The id of the change; None for this person's newest.
    op_id : str, optional
        Id of the undo itself; the same id twice is done once.

    Returns
    -------
    Change or None
        The undo, None if there is nothing to take back.

    Raises
    ------
    CoreError
        If it is about a class that has another name by now, or whose name another class has;
        this person's newest change then stays for good.
    """
    with store.transaction() as connection:
        earlier = journal_reading.read_change(connection, op_id or "")
        if earlier is not None:
            return earlier
        newest, target = target is None, target or journal.next_to_undo(connection, who)
        if target is None or not journal.is_done(connection, target):
            return None
        moves = {
            picture: (new, old)
            for picture, (old, new) in journal.moves_of(connection, target).items()
        }
        step = Step(op_id or uuid.uuid4().hex, "undo", who, "undo", target=target)
        blocked = in_the_way(connection, target, back=True)
        if blocked is None:
            turn_class(connection, target, back=True)
            return repeat(connection, step, moves)
        if newest:  # or it would stay the next one to undo
            journal.set_state(connection, target, journal_reading.SETTLED)
    raise blocked


@once_more
def redo(store: DatasetStore, *, who: str = "me", op_id: str | None = None) -> Change | None:
    """Do again what a person took back last; None if there is nothing or they went on since."""
    with store.transaction() as connection:
        if earlier := journal_reading.read_change(connection, op_id or ""):
            return earlier
        target = journal.next_to_redo(connection, who)
        if target is None:
            return None
        step = Step(op_id or uuid.uuid4().hex, "redo", who, "redo", target=target)
        blocked = in_the_way(connection, target, back=False)
        if blocked is None:
            turn_class(connection, target, back=False)
            return repeat(connection, step, journal.moves_of(connection, target))
        journal.set_state(connection, target, journal_reading.SETTLED)
    raise blocked


def last_change(store: DatasetStore) -> Change | None:
    """Return the newest change that is not taken back, None if there is none."""
    with store.reading() as connection:
        return journal_reading.newest_change(connection)


def recent_changes(store: DatasetStore, *, who: str = "me", limit: int = 10) -> list[Change]:
    """Return a person's newest changes that are not taken back, newest first.

    Each names only the first of its pictures.
    """
    with store.reading() as connection:
        return journal_reading.recent_changes(connection, who, limit)


def history(store: DatasetStore, picture_id: str) -> list[LabelEvent]:
    """Return everything that happened to a picture, oldest first.

    Raises
    ------
    NotInDataset
        If there is no such picture.
    """
    with store.reading() as connection:
        check_known(connection, [picture_id])
        return journal_reading.events_of(connection, picture_id)


def changes_since(store: DatasetStore, event_id: int) -> int:
    """Return how many pictures were changed by hand after a journal entry.

    Parameters
    ----------
    store : DatasetStore
        The dataset.
    event_id : int
        A ``DatasetSummary.last_event`` from earlier.
    """
    with store.reading() as connection:
        return journal.pictures_changed_after(connection, event_id)


def dataset_version(store: DatasetStore) -> str:
    """Return a digest of all pictures, labels, splits, the bin, faces and the journal's length.

    Returns
    -------
    str
        32 hexadecimal digits; different whenever anything about the dataset is.
    """
    with store.reading() as connection:
        digest = hashlib.sha256(str(queries.last_event(connection)).encode())
        for row in queries.state_rows(connection):
            digest.update(json.dumps(row).encode())
    return digest.hexdigest()[:32]
