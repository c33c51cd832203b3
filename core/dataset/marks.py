"""What a person says about a photo without labelling it: skipped, or not sure."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from core.dataset import journal, journal_reading
from core.dataset.changes import Change
from core.dataset.journal import Step
from core.dataset.once_more import once_more
from core.dataset.records import MARKS
from core.dataset.schema import changes, events
from core.dataset.steps import check_known, take
from core.dataset.store import DatasetStore
from core.errors import CoreError


@once_more
def set_mark(
    store: DatasetStore,
    ids: Sequence[str],
    mark: str | None,
    *,
    who: str = "me",
    op_id: str | None = None,
    versions: Mapping[str, int] | None = None,
) -> Change:
    """Mark pictures as "skipped" or "unsure", or take the mark away, as one step.

    Labels stay as they are. Parameters and errors as `core.dataset.labels.set_label`.
    """
    if mark is not None and mark not in MARKS:
        raise CoreError(f"There is no mark called {mark[:20]!r}.", f"It is one of {MARKS}.")
    with store.transaction() as connection:
        step = Step(op_id or uuid.uuid4().hex, "mark", who, "hand", value=mark)
        return take(connection, step, ids, versions, lambda old: replace(old, mark=mark))


@once_more
def confirm(
    store: DatasetStore, picture_id: str, *, who: str = "me", op_id: str | None = None
) -> Change | None:
    """Remember that a person agrees with the label a picture has.

    Returns
    -------
    Change or None
        None where there is nothing to remember: no label, or this person gave or confirmed it.
    """
    with store.transaction() as connection:
        earlier = journal_reading.read_change(connection, op_id or "")
        if earlier is not None:
            return earlier
        now, _ = check_known(connection, [picture_id])[picture_id]
        if now.class_id is None or _last_word(connection, picture_id, who) == now.class_id:
            return None
        step = Step(op_id or uuid.uuid4().hex, "confirm", who, "hand", class_id=now.class_id)
        journal.write_events(connection, step, {picture_id: (now, now)})
        journal.write_change(connection, step, 1, journal_reading.DONE)
        return journal_reading.read_change(connection, step.op_id)


def _last_word(connection: Connection, picture_id: str, who: str) -> int | None:
    theirs = (events.c.who == who) & (events.c.picture_id == picture_id)
    given = events.c.kind.in_(("label", "suggest", "confirm")) & (
        changes.c.state == journal_reading.DONE
    )
    statement = select(events.c.new_class).join(changes, changes.c.op_id == events.c.op_id)
    return connection.scalar(statement.where(theirs, given).order_by(events.c.id.desc()).limit(1))
