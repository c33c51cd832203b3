"""Taking what the computer suggests for many photos, as one step that one undo takes back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection

from core.dataset import journal, journal_reading
from core.dataset.changes import Change
from core.dataset.class_table import ensure_classes
from core.dataset.journal import Step
from core.dataset.once_more import once_more
from core.dataset.steps import check_known
from core.dataset.store import DatasetStore
from core.errors import LabelConflict

KIND = "suggest"
WHY = "suggestion"


@once_more
def accept_suggestions(
    store: DatasetStore,
    wanted: Mapping[str, str],
    *,
    who: str = "me",
    op_id: str | None = None,
    versions: Mapping[str, int] | None = None,
) -> Change:
    """Give each photo the class that was suggested for it.

    Parameters
    ----------
    store : DatasetStore
        The dataset.
    wanted : mapping of str to str
        The class for each picture id; at least one. Those that have it stay untouched.
    who : str, optional
        Who does it.
    op_id : str, optional
        Id of the step; the same id twice is done once.
    versions : mapping of str to int, optional
        The ``label_version`` each picture had when it was shown.

    Returns
    -------
    Change
        Of the kind `KIND`.

    Raises
    ------
    NotInDataset
        If a picture does not exist.
    LabelConflict
        If a picture was changed since it was shown; nothing is changed then.
    """
    step = Step(op_id or uuid.uuid4().hex, KIND, who, WHY)
    with store.transaction() as connection:
        earlier = journal_reading.read_change(connection, step.op_id)
        return earlier or _accept(connection, step, wanted, versions or {})


def _accept(
    connection: Connection, step: Step, wanted: Mapping[str, str], versions: Mapping[str, int]
) -> Change:
    found = check_known(connection, list(wanted))
    if any(versions.get(each, version) != version for each, (_, version) in found.items()):
        raise LabelConflict(
            "Some of these photos were changed after they were shown to you.",
            advice="Take in the new order, then decide.",
        )
    classes = ensure_classes(connection, sorted(set(wanted.values())))
    goals = {
        picture: (old, replace(old, class_id=classes[wanted[picture]], mark=None))
        for picture, (old, _) in found.items()
    }
    moves = {picture: pair for picture, pair in goals.items() if pair[0] != pair[1]}
    journal.settle_undone(connection, step.who)
    journal.write_events(connection, step, moves)
    journal.write_change(connection, step, len(moves), journal_reading.DONE)
    written = journal_reading.read_change(connection, step.op_id)
    assert written is not None  # noqa: S101 - written two lines above
    return written
