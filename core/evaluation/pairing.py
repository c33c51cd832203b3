"""Several models on the very same photos: which they share, and how far two of them differ."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.counting import photos_in_words
from core.evaluation.figures import right_answers

SURE = 0.05
"""A difference that chance alone would bring less often than this is called more than chance."""

Words = NDArray[np.str_]


@dataclass(frozen=True)
class SamePhotos:
    """What M models said about the N photos that all of them were checked on.

    Parameters
    ----------
    ids : list of str
        The photos, in a fixed order.
    truth : ndarray of str, shape (N,)
        Their labels.
    answers : ndarray of str, shape (M, N)
        The label each model gave.
    relabelled : int
        Photos left out because their label was changed between the trainings.
    split : {"test", "validation"}
        Which photos they are.
    """

    ids: list[str]
    truth: Words
    answers: Words
    relabelled: int
    split: str

    @property
    def right(self) -> NDArray[np.bool_]:
        """Which answers are right, shape (M, N)."""
        return np.asarray(self.answers == self.truth[None, :])


def same_photos(
    predictions: Sequence[Sequence[Mapping[str, Any]]],
    classes: Sequence[Sequence[str]],
    split: str = "test",
) -> SamePhotos:
    """Find the photos of a split that several models have answered.

    Parameters
    ----------
    predictions : sequence of sequence of mapping
        For each model its rows with ``id``, ``split``, ``class_index`` and ``probabilities``.
    classes : sequence of sequence of str
        For each model its class names, in the order of its probabilities.
    split : {"test", "validation"}
        Rows of another split are not looked at.

    Returns
    -------
    SamePhotos
        Perhaps without any photo.
    """
    models = [_by_id(rows, names, split) for rows, names in zip(predictions, classes, strict=True)]
    shared = sorted(set.intersection(*(set(model) for model in models)))
    ids = [each for each in shared if len({model[each][0] for model in models}) == 1]
    return SamePhotos(
        ids=ids,
        truth=np.array([models[0][each][0] for each in ids], dtype=np.str_),
        answers=np.array([[model[each][1] for each in ids] for model in models], dtype=np.str_),
        relabelled=len(shared) - len(ids),
        split=split,
    )


def floor(photos: SamePhotos) -> dict[str, Any]:
    """Return how often is right who always names the most frequent label of these photos.

    Parameters
    ----------
    photos : SamePhotos
        At least one.

    Returns
    -------
    dict
        ``label``, and ``n``, ``accuracy``, ``interval`` as `core.evaluation.figures` has them.
    """
    label, _ = Counter(photos.truth.tolist()).most_common(1)[0]
    always = np.full(photos.truth.shape, label)
    return {"label": label, **right_answers(photos.truth, always)}


def difference(
    first: NDArray[np.bool_], second: NDArray[np.bool_], comparisons: int = 1
) -> dict[str, Any]:
    """Compare two models photo by photo: McNemar's test, exact.

    Only the photos that one of them gets right and the other wrong can tell them apart (McNemar
    1947, doi:10.1007/BF02295996). Were both equally good, each such photo would fall to either side
    like a coin; the p-value is how often coins lie at least as unevenly.

    Parameters
    ----------
    first, second : ndarray of bool, shape (N,)
        Which photos each gets right, in the same order.
    comparisons : int, default 1
        Pairs that are looked at together: the more, the surer each has to be (Bonferroni).

    Returns
    -------
    dict
        ``only_first``, ``only_second`` (photos), ``p`` (0 to 1, two-sided) and ``sure`` (whether
        ``p`` is below `SURE` divided by ``comparisons``).
    """
    only_first = int(np.sum(first & ~second))
    only_second = int(np.sum(second & ~first))
    p = _two_sided(min(only_first, only_second), only_first + only_second)
    return {
        "only_first": only_first,
        "only_second": only_second,
        "p": p,
        "sure": p < SURE / comparisons,
    }


def difference_sentence(first: str, second: str, found: Mapping[str, Any]) -> str:
    """Say how two models differ.

    Parameters
    ----------
    first, second : str
        Their names.
    found : mapping
        As `difference` returns it.

    Returns
    -------
    str
        For example "B got 12 photos right that A got wrong, and 5 the other way round; that could
        be chance."
    """
    ahead, behind = found["only_second"], found["only_first"]
    if not ahead and not behind:
        return f"{second} and {first} got the very same photos right."
    verdict = "that is more than chance" if found["sure"] else "that could be chance"
    photos = photos_in_words(ahead)
    return (
        f"{second} got {photos} right that {first} got wrong, and {behind:,} the other way round; "
        f"{verdict}."
    )


def _by_id(
    rows: Sequence[Mapping[str, Any]], names: Sequence[str], split: str
) -> dict[str, tuple[str, str]]:
    """Return label and answer of every photo of the split."""
    return {
        row["id"]: (names[row["class_index"]], names[int(np.argmax(row["probabilities"]))])
        for row in rows
        if row["split"] == split
    }


def _two_sided(fewer: int, total: int) -> float:
    tail = sum(math.comb(total, count) for count in range(fewer + 1))
    return float(min(1.0, 2 * tail / 2**total))
