"""What a network looks at for each class, on the average of many photos."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.counting import photos_in_words
from core.explain.cam import Explanation
from core.explain.places import part_masks, shares_inside

_MOSTLY = 0.5

Maps = NDArray[np.float32]


def average_maps(explained: Explanation) -> tuple[Maps, NDArray[np.int64]]:
    """Return the mean map of each class over the photos that were answered with it.

    Parameters
    ----------
    explained : Explanation
        From `core.explain.cam.Explainer.explain`, of the test photos.

    Returns
    -------
    ndarray of float32, shape (K, h, w)
        What speaks for the class in the square that the network sees, 0 to 1 at its strongest
        place; every photo counts the same. All 0 for a class that was never the answer.
    ndarray of int64, shape (K,)
        Photos behind each map.
    """
    answers = explained.probabilities.argmax(axis=1)
    own = explained.speaking[np.arange(len(answers)), answers]
    total = own.sum(axis=(1, 2))
    own, answers = own[total > 0] / total[total > 0, None, None], answers[total > 0]
    classes = range(explained.probabilities.shape[1])
    maps = np.stack([_mean_at_most_one(own[answers == each]) for each in classes])
    return maps, np.array([(answers == each).sum() for each in classes])


def part_shares(average: Maps, *, faces: bool) -> dict[str, float]:
    """Return how much of a map ``(h, w)`` lies in each part of the square; they add up to 1.

    Parameters
    ----------
    average : ndarray of float32, shape (h, w)
        One of `average_maps`.
    faces : bool
        Whether the square is an aligned crop of a face.
    """
    masks = part_masks(faces=faces)
    return {
        name: round(float(shares_inside(average[None], mask)[0]), 4) for name, mask in masks.items()
    }


def average_report(
    explained: Explanation, classes: Sequence[str], *, faces: bool
) -> list[dict[str, Any]]:
    """Return for each class what the network looks at, JSON-ready.

    Parameters
    ----------
    explained : Explanation
        Of the test photos.
    classes : sequence of str
        Their names.
    faces : bool
        Whether the square is an aligned crop of a face.

    Returns
    -------
    list of dict
        ``class``, ``n``, ``parts`` (see `part_shares`; None without photos) and ``sentence``, such
        as "For 'happy' it looks mostly at the mouth (61 photos)."
    """
    maps, counts = average_maps(explained)
    return [
        _one_class(name, one, int(count), faces=faces)
        for name, one, count in zip(classes, maps, counts, strict=True)
    ]


def _one_class(name: str, average: Maps, count: int, *, faces: bool) -> dict[str, Any]:
    if not count:
        sentence = f"No photo was answered with '{name}'."
        return {"class": name, "n": 0, "parts": None, "sentence": sentence}
    parts = part_shares(average, faces=faces)
    sentence = f"For '{name}' it looks {_where(parts)} ({photos_in_words(count)})."
    return {"class": name, "n": count, "parts": parts, "sentence": sentence}


def _where(parts: dict[str, float]) -> str:
    """Return "mostly at the mouth", or the two parts that matter most."""
    first, second, *_ = sorted(parts, key=parts.__getitem__, reverse=True)
    if parts[first] > _MOSTLY:
        return f"mostly at the {first}"
    return f"at the {first} most, then at the {second}"


def _mean_at_most_one(maps: Maps) -> Maps:
    if not len(maps):
        return np.zeros(maps.shape[1:], np.float32)
    mean: Maps = maps.mean(axis=0)
    highest: Maps = mean / mean.max()
    return highest
