"""The shares a person chose for a set, and which pictures came with a split of their own."""

from __future__ import annotations

import json

from sqlalchemy import select, update

from core.dataset.import_log import ADDED, DUPLICATE
from core.dataset.records import SPLITS
from core.dataset.schema import dataset, import_items, pictures
from core.dataset.store import DatasetStore

Shares = dict[str, float]

ASIDE_RANGE, TEST_RANGE = (5, 40), (0, 40)
"""What may be chosen for the photos kept aside and for the test, in percent."""

_WITH_SPLIT = '%"split": "%'


def chosen_shares(store: DatasetStore) -> Shares | None:
    """Return the shares of "train", "validation" and "test" chosen for the set, None if none."""
    with store.reading() as connection:
        text = connection.scalar(select(dataset.c.shares))
    return None if text is None else {split: json.loads(text)[split] for split in SPLITS}


def choose_shares(store: DatasetStore, shares: Shares) -> None:
    """Choose the shares for the set; trainings begin with them."""
    text = json.dumps({split: shares[split] for split in SPLITS})
    with store.transaction() as connection:
        connection.execute(update(dataset).values(shares=text))


def imported_splits(store: DatasetStore) -> set[str]:
    """Return the ids of the pictures in use that came with a split, from a folder or a list."""
    came = (
        select(pictures.c.id)
        .join(import_items, import_items.c.picture_id == pictures.c.id)
        .where(import_items.c.outcome.in_((ADDED, DUPLICATE)))
        .where(import_items.c.detail.like(_WITH_SPLIT))
        .where(~pictures.c.binned)
    )
    with store.reading() as connection:
        return set(connection.scalars(came))
