"""Classes added, renamed, merged and removed by a person; each is one step that can be undone."""

from __future__ import annotations

import uuid
from dataclasses import replace

from sqlalchemy import Connection, select

from core.dataset import journal, journal_reading
from core.dataset.changes import Change
from core.dataset.class_table import ClassRow, ensure_classes, find_class, set_class_name
from core.dataset.class_turns import turn_class
from core.dataset.journal import Step
from core.dataset.naming import LONGEST_NAME, class_key, tidy_class, tidy_text
from core.dataset.once_more import once_more
from core.dataset.schema import pictures
from core.dataset.steps import Moves
from core.dataset.store import DatasetStore
from core.errors import CoreError, InvalidName, NotInDataset


@once_more
def add_class(
    store: DatasetStore, name: str, *, who: str = "me", op_id: str | None = None
) -> Change:
    """Add a class that no photo has yet.

    Parameters
    ----------
    store : DatasetStore
        The dataset.
    name : str
        What it is called.
    who : str, optional
        Who does it.
    op_id : str, optional
        Id of the step; the same id twice is done once.

    Raises
    ------
    InvalidName
        If the name is empty or too long.
    CoreError
        If there is a class of that name already.
    """
    shown = _checked(name)
    with store.transaction() as connection:
        if earlier := journal_reading.read_change(connection, op_id or ""):
            return earlier
        known = find_class(connection, shown)
        if known is not None and known.shown:
            raise CoreError(
                f"There is a label {known.name} already.", advice="Choose another name."
            )
        class_id = ensure_classes(connection, [shown])[shown]
        set_class_name(connection, class_id, shown)
        step = _step("add", who, op_id, class_id, new_name=shown)
        return _write(connection, step, {})


@once_more
def rename_class(
    store: DatasetStore, name: str, new_name: str, *, who: str = "me", op_id: str | None = None
) -> Change:
    """Call a class something else; its photos, their history and undo stay.

    Parameters and errors as `add_class`; NotInDataset if there is no class called ``name``.
    """
    shown = _checked(new_name)
    with store.transaction() as connection:
        if earlier := journal_reading.read_change(connection, op_id or ""):
            return earlier
        own = _existing(connection, name)
        other = find_class(connection, shown)
        if other is not None and other.id != own.id:
            _check_free(own, other)
        if shown == own.name:
            raise CoreError(f"The label is called {shown} already.", advice="Type another name.")
        step = _step("rename", who, op_id, own.id, old_name=own.name, new_name=shown)
        return _write(connection, step, {})


@once_more
def merge_classes(
    store: DatasetStore, name: str, into: str, *, who: str = "me", op_id: str | None = None
) -> Change:
    """Give all photos of a class, those in the bin too, another class; the first one goes.

    Parameters as `add_class`; NotInDataset if there is no such class.
    """
    with store.transaction() as connection:
        if earlier := journal_reading.read_change(connection, op_id or ""):
            return earlier
        own, other = _existing(connection, name), _existing(connection, into)
        if own.id == other.id:
            raise CoreError(f"{own.name} cannot be merged with itself.", "Name two labels.")
        step = _step("merge", who, op_id, own.id, old_name=own.name, new_name=other.name)
        return _write(connection, step, _moves(connection, own.id, other.id))


@once_more
def remove_class(
    store: DatasetStore, name: str, *, who: str = "me", op_id: str | None = None
) -> Change:
    """Take a class away; its photos, those in the bin too, stay without a label.

    Parameters as `add_class`; NotInDataset if there is no such class.
    """
    with store.transaction() as connection:
        if earlier := journal_reading.read_change(connection, op_id or ""):
            return earlier
        own = _existing(connection, name)
        step = _step("remove", who, op_id, own.id, old_name=own.name)
        return _write(connection, step, _moves(connection, own.id, None))


def _checked(name: str) -> str:
    shown = tidy_class(name)
    if not class_key(shown):
        raise InvalidName("The label has no name.", advice="Type a name, such as happy.")
    if len(" ".join(tidy_text(name).split())) > LONGEST_NAME:
        raise InvalidName(
            f"The name has {len(name)} letters.",
            f"At most {LONGEST_NAME} are shown.",
            "Shorten it.",
        )
    return shown


def _check_free(own: ClassRow, other: ClassRow) -> None:
    if other.shown:
        raise CoreError(
            f"There is a label {other.name} already.",
            advice=f"Choose another name, or merge {own.name} into {other.name}.",
        )
    if other.held:
        raise CoreError(
            f"Photos in the bin are labelled {other.name}.",
            advice=f"Put one of them back and merge {own.name} into {other.name}.",
        )


def _existing(connection: Connection, name: str) -> ClassRow:
    found = find_class(connection, name)
    if found is None or not found.shown:
        raise NotInDataset(
            f"There is no label called {tidy_class(name)!r}.",
            advice="The labels may have changed in the meantime: look at them anew.",
        )
    return found


def _step(kind: str, who: str, op_id: str | None, class_id: int, **names: str) -> Step:
    return Step(op_id or uuid.uuid4().hex, kind, who, "hand", class_id, **names)


def _moves(connection: Connection, class_id: int, goal: int | None) -> Moves:
    ids = connection.scalars(
        select(pictures.c.id).where(pictures.c.class_id == class_id).order_by(pictures.c.seq)
    ).all()
    found = journal.standings(connection, ids)
    return {each: (found[each][0], replace(found[each][0], class_id=goal)) for each in ids}


def _write(connection: Connection, step: Step, moves: Moves) -> Change:
    journal.settle_undone(connection, step.who)
    journal.write_events(connection, step, moves)
    journal.write_change(connection, step, len(moves), journal_reading.DONE)
    written = journal_reading.read_change(connection, step.op_id)
    assert written is not None  # noqa: S101 - written two lines above
    turn_class(connection, step.op_id, back=False)
    return written
