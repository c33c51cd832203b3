"""Which classes a model takes for which others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class MixUp:
    """Photos of one class that were taken for another.

    Parameters
    ----------
    truth, answer : int
        Class indices: what the photos are labelled, and what the model said.
    photos : int
        How many were taken for it, at least 1.
    labelled : int
        How many photos have that label.
    """

    truth: int
    answer: int
    photos: int
    labelled: int


def mix_ups(confusion: Sequence[Sequence[int]]) -> list[MixUp]:
    """Return what is off the diagonal of a confusion matrix, the most frequent first.

    Parameters
    ----------
    confusion : sequence of sequence of int, shape (K, K)
        Rows are the labels, columns the answers.

    Returns
    -------
    list of MixUp
        Equal counts in the order of the classes.
    """
    found = [
        MixUp(truth, answer, photos, sum(row))
        for truth, row in enumerate(confusion)
        for answer, photos in enumerate(row)
        if truth != answer and photos
    ]
    return sorted(found, key=lambda each: -each.photos)
