"""Bringing photos of the same picture into one split."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from core.dataset.queries import assign_splits, in_batches
from core.dataset.schema import pictures
from core.dataset.store import DatasetStore

_LEADING = ("test", "validation", "train")


def unite_splits(store: DatasetStore, groups: Sequence[Sequence[str]]) -> int:
    """Move the photos of each group into the split that leads: test, then validation, then train.

    So nothing leaves the test set, and nothing that is checked on is learned from.

    Parameters
    ----------
    store : DatasetStore
        The dataset.
    groups : sequence of sequence of str
        Ids of photos that belong together.

    Returns
    -------
    int
        Photos that were moved.
    """
    ids = [each for group in groups for each in group]
    with store.transaction() as connection:
        known: dict[str, str | None] = {}
        for part in in_batches(ids):
            rows = select(pictures.c.id, pictures.c.split).where(pictures.c.id.in_(part))
            known |= {row.id: row.split for row in connection.execute(rows)}
        moved: dict[str, str] = {}
        for group in groups:
            drawn = {known.get(each) for each in group}
            leader = next((split for split in _LEADING if split in drawn), None)
            if leader:
                moved |= {each: leader for each in group if known.get(each) != leader}
        assign_splits(connection, moved)
    return len(moved)
