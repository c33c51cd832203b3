"""Which face of a picture its label is about: a person's choice, with its place in the journal."""

from __future__ import annotations

import uuid
from dataclasses import replace

from sqlalchemy import Connection, select

from core.dataset import journal_reading
from core.dataset.changes import Change
from core.dataset.face_marks import ALL
from core.dataset.journal import Step
from core.dataset.once_more import once_more
from core.dataset.schema import pictures
from core.dataset.steps import check_known, take
from core.dataset.store import DatasetStore
from core.errors import LabelConflict, NotInDataset


@once_more
def choose_faces(
    store: DatasetStore,
    picture_id: str,
    choice: str | None,
    *,
    shown: str | None,
    who: str = "me",
    op_id: str | None = None,
) -> Change:
    """Say which face of a picture its label is about; `core.dataset.labels.undo` takes it back.

    Parameters
    ----------
    store : DatasetStore
        The dataset.
    picture_id : str
        The picture.
    choice : str or None
        The number of a face, 0 being the largest; `ALL`; or None for the largest.
    shown : str or None
        The choice the person saw before; where it is no longer so, nothing is changed.
    who : str, optional
        Who does it.
    op_id : str, optional
        Id of the step; the same id twice is done once.

    Returns
    -------
    Change
        What became different.

    Raises
    ------
    NotInDataset
        If there is no such picture, or no such face in it.
    LabelConflict
        If somebody else chose meanwhile.
    """
    with store.transaction() as connection:
        if earlier := journal_reading.read_change(connection, op_id or ""):
            return earlier
        now, _ = check_known(connection, [picture_id])[picture_id]
        _check_choice(connection, picture_id, choice)
        if now.face != shown:
            raise LabelConflict(
                "Somebody else chose a face in this photo after it was shown to you.",
                advice="Look at it again, then decide.",
            )
        step = Step(op_id or uuid.uuid4().hex, "face", who, "hand", value=choice)
        return take(connection, step, [picture_id], None, lambda old: replace(old, face=choice))


def _check_choice(connection: Connection, picture_id: str, choice: str | None) -> None:
    if choice in (None, ALL):
        return
    statement = select(pictures.c.face_count).where(pictures.c.id == picture_id)
    count = connection.scalar(statement) or 0
    if choice not in {str(number) for number in range(count)}:
        raise NotInDataset(
            f"This photo has no face number {choice[:20]!r}.",
            f"{count} were found in it.",
            "The photos may have changed in the meantime: look at them anew.",
        )
