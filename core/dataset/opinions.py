"""What each person said about photos that several people labelled."""

from __future__ import annotations

from sqlalchemy import func, select

from core.dataset.class_table import GONE
from core.dataset.journal_reading import DONE
from core.dataset.schema import changes, classes, events, pictures
from core.dataset.store import DatasetStore

Opinions = dict[str, dict[str, str]]
"""Person to label, by picture."""


def opinions(store: DatasetStore) -> Opinions:
    """Return the last label that each person gave or confirmed, where several people did.

    What was taken back does not count, nor does a class that was merged or removed; photos in the
    bin are left out.

    Returns
    -------
    dict of str to dict of str to str
        Picture id to person to label, pictures in the order in which they were first labelled.
    """
    said = (
        select(events.c.picture_id, events.c.who, classes.c.name)
        .join(changes, changes.c.op_id == events.c.op_id)
        .join(classes, classes.c.id == events.c.new_class)
        .join(pictures, pictures.c.id == events.c.picture_id)
        .where(events.c.kind.in_(("label", "suggest", "confirm")), changes.c.state == DONE)
        .where(~pictures.c.binned, func.coalesce(classes.c.state, "").not_in(GONE))
        .order_by(events.c.id)
    )
    found: Opinions = {}
    with store.reading() as connection:
        if len(store.people()) < 2:  # noqa: PLR2004 - one person has nobody to agree with
            return {}
        for picture, who, label in connection.execute(said):
            found.setdefault(picture, {})[who] = label
    return {picture: people for picture, people in found.items() if len(people) > 1}


def disputes(known: Opinions) -> list[str]:
    """Return the pictures that people labelled differently."""
    return [picture for picture, people in known.items() if len(set(people.values())) > 1]
