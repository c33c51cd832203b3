"""How a dataset and its model are compared, and how a database is harmed."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.life_model import Model, Stands
from core.dataset import journal_reading, labels
from core.dataset.store import DatasetStore
from core.runs.run_directory import RunDirectory

HARMS = ("page", "cut", "gone", "emptied")
_PAGE = 4096


class Difference(Exception):
    """The dataset stands otherwise than the model."""


def same(what: str, found: object, expected: object) -> None:
    """Raise `Difference` where something is not as the model has it."""
    if found != expected:
        raise Difference(f"{what}: {_short(found, expected)} where {_short(expected, found)} was")


def _short(one: object, other: object) -> object:
    """Return of a dict or list only what another one has otherwise."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: value for key, value in one.items() if other.get(key) != value}
    if isinstance(one, list) and isinstance(other, list):
        return [each for each in one if each not in other]
    return str(one)[:200]


def stand_the_same(store: DatasetStore, model: Model) -> None:
    """Compare every photo, and the length of the journal."""
    found = store.records([*model.photos])
    stand = {each.id: Stands(each.label, each.binned, each.mark) for each in found}
    same("photos", stand, model.photos)
    same("versions", {each.id: each.label_version for each in found}, model.versions)
    summary = store.summary()
    same("in all", summary.total + summary.binned, len(model.photos))
    same("journal", summary.last_event, sum(model.versions.values()) + model.erased)


def tell_the_same(store: DatasetStore, model: Model) -> None:
    """Compare what the journal of each photo leads to, entry by entry."""
    for photo, stands in model.photos.items():
        steps = [
            (Stands(e.old, e.old_binned, e.old_mark), Stands(e.new, e.new_binned, e.new_mark))
            for e in labels.history(store, photo)
        ]
        same("gaps in the journal", sum(a[1] != b[0] for a, b in pairwise(steps)), 0)
        same("end of the journal", steps[-1][1] if steps else Stands(), stands)


def written(store: DatasetStore, op_id: str) -> bool:
    """Return whether the journal has a step."""
    with store.reading() as connection:
        return journal_reading.read_change(connection, op_id) is not None


def can_be_trained(store: DatasetStore) -> bool:
    """Return whether every class has photos to learn from, and some photo is kept aside."""
    rows: Sequence[tuple[Any, ...]] = store.training_pictures()
    learned = {label for _, _, label, split in rows if split == "train"}
    everywhere = learned == {label for _, _, label, _ in rows}
    return everywhere and any(split == "validation" for *_, split in rows)


def frozen(run: RunDirectory) -> dict[str, str]:
    """Return the photos of a training with their labels."""
    return {each.id: run.classes[each.class_index] for each in run.pictures}


def dump(database: Path) -> list[str]:
    """Return everything that a database holds."""
    with closing(sqlite3.connect(database)) as connection:
        return [*connection.iterdump()]


def harm(database: Path, how: str, seed: int) -> None:
    """Overwrite a page of a database, cut it, empty it, or take it away."""
    data = bytearray(database.read_bytes())
    chance = random.Random(seed)
    if how == "gone":
        database.unlink()
        return
    if how == "page":
        start = _PAGE * chance.randrange(len(data) // _PAGE)
        data[start : start + _PAGE] = chance.randbytes(_PAGE)
    elif how == "cut":
        del data[chance.randrange(1, len(data)) :]
    database.write_bytes(b"" if how == "emptied" else data)
