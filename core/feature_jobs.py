"""What the process that holds models can tell of a whole set by the features of its photos.

Importing this loads TensorFlow; only `core.inference_jobs` does.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.curation import embedding, most_useful, suspects
from core.curation.out_of_fold import out_of_fold
from core.learning import guessing
from core.learning.kept_features import KeptFeatures
from core.learning.pixel_cache import Frame
from core.learning.starter import starter_head
from core.workspace import Workspace

Document = dict[str, Any]


def look_once(root: str, frames: list[list[Any]]) -> int:
    """Keep the features of photos for the other jobs; return how many are kept by now."""
    kept = _features(root)
    kept.add([_frame(each) for each in frames])
    return len(kept.rows)


def guess(
    root: str, frames: list[list[Any]], labels: list[int], classes: int
) -> list[list[float] | None]:
    """Return what a head fitted now says about photos; None where one cannot be read."""
    there, seen = _seen(root, frames)
    found = guessing.guess(seen, np.array(labels, np.int64)[there], classes)
    answers: list[list[float] | None] = [None] * len(frames)
    for number, row in zip(there, found.tolist(), strict=True):
        answers[number] = row
    return answers


def judge(root: str, frames: list[list[Any]], labels: list[int]) -> Document:
    """Return out-of-fold probabilities of labelled photos, and which look most alike.

    Returns
    -------
    dict
        ``there``: which of the photos could be read; for these, as bytes, ``probabilities``
        float32 ``(N, K)`` and ``neighbours`` int64 ``(N, M)``, positions among ``there``.
    """
    there, seen = _seen(root, frames)
    known = np.array(labels, np.int64)[there]
    answers = out_of_fold(seen, known, starter_head().logits(seen))
    probabilities, neighbours = suspects.blended(answers, seen, known)
    return {
        "there": there,
        "probabilities": probabilities.tobytes(),
        "neighbours": neighbours.tobytes(),
    }


def label_next(
    root: str, frames: list[list[Any]], labels: list[int], classes: int, count: int
) -> list[int]:
    """Return which photos without a label (-1) are most useful to label, the best first."""
    there, seen = _seen(root, frames)
    known = np.array(labels, np.int64)[there]
    answers = guessing.guess(seen, known, classes) if classes else None
    chosen = most_useful.most_useful(seen, known, answers, count)
    return [there[at] for at in chosen.tolist()]


def map_out(root: str, frames: list[list[Any]]) -> Document:
    """Return where photos lie on a map of the set; ``places`` is float32 ``(N, 2)`` as bytes."""
    there, seen = _seen(root, frames)
    return {"there": there, "places": embedding.embed(seen).tobytes()}


def _seen(root: str, frames: list[list[Any]]) -> tuple[list[int], NDArray[np.float32]]:
    """Return which photos could be read, and their features."""
    kept = _features(root)
    rows = [kept.rows.get(_frame(each).key) for each in frames]
    there = [number for number, row in enumerate(rows) if row is not None]
    return there, kept.array[[row for row in rows if row is not None]]


@cache
def _features(root: str) -> KeptFeatures:
    return KeptFeatures(Workspace(Path(root)))


def _frame(values: list[Any]) -> Frame:
    picture, suffix, crop = values
    return Frame(picture, suffix, tuple(crop) if crop else None)
