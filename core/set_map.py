"""A map of a set, and which of its photos to label next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.curation.embedding import FEWEST
from core.dataset.store import DatasetStore
from core.errors import CannotCurate
from core.guesses import classes_with_enough, frames_of
from core.inference import Inference
from core.workspace import Workspace


@dataclass(frozen=True)
class Place:
    """Where a photo lies on the map: both axes run from -1 to 1."""

    id: str
    x: float
    y: float


def set_map(workspace: Workspace, store: DatasetStore, inference: Inference) -> list[Place]:
    """Return where every photo in use that can be looked at lies.

    Raises
    ------
    CannotCurate
        If there are too few photos.
    """
    records = store.pictures(limit=store.count())
    frames = frames_of(store, records)
    ids = [each.id for each in records if each.id in frames]
    if len(ids) < FEWEST:
        raise CannotCurate(
            f"A map takes at least {FEWEST} photos that the computer can look at.",
            f"There are {len(ids)}.",
            "Add some more photos first.",
        )
    there, places = inference.map_out(workspace.root, [frames[each] for each in ids])
    points = np.frombuffer(places, np.float32).reshape(-1, 2).tolist()
    return [Place(ids[at], x, y) for at, (x, y) in zip(there, points, strict=True)]


def label_next(
    workspace: Workspace, store: DatasetStore, inference: Inference, count: int = 24
) -> list[str]:
    """Return the ids of the photos without a label that are most useful to label, best first."""
    records = store.pictures(limit=store.count())
    frames = frames_of(store, records)
    classes = classes_with_enough([each for each in records if each.id in frames])
    used = [
        each
        for each in records
        if each.id in frames and (each.label is None or each.label in classes or not classes)
    ]
    if not any(each.label is None for each in used):
        return []
    names = classes or sorted({each.label for each in used if each.label})
    labels = [names.index(each.label) if each.label else -1 for each in used]
    wanted = [frames[each.id] for each in used]
    chosen = inference.label_next(workspace.root, wanted, labels, len(classes), count)
    return [used[at].id for at in chosen]
