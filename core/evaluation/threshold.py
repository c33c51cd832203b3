"""What the answers become when the second of two classes needs more, or less, than half.

The answer is the second class where its probability lies above the threshold, so that at 0.5 the
answers are the usual ones: of two equally probable classes the first is named.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from core.evaluation.validation import check_answers, check_class_names
from core.percent import percent

_TWO = 2
_HUNDRED = 100


def threshold_rows(y_true: ArrayLike, pred_probs: ArrayLike) -> list[dict[str, Any]]:
    """Return the counts at every threshold at which one of them changes, ready for JSON.

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        0 or 1.
    pred_probs : array_like of float, shape (N, 2)
        Probabilities in 0..1.

    Returns
    -------
    list of dict
        ``threshold`` (0..1, rising from 0), and how many photos of the second class are ``found``
        and ``missed``, and how many of the first are ``false_alarms`` (taken for the second) and
        ``rightly_left``. A row holds from its threshold up to that of the next.

    Raises
    ------
    ValueError
        If the arrays do not fit each other, or there are not two classes.
    """
    true, probs = check_answers(y_true, pred_probs)
    if probs.shape[1] != _TWO:
        raise ValueError(f"There are {probs.shape[1]} classes; a threshold needs {_TWO}.")
    second, first = np.sort(probs[true == 1, 1]), np.sort(probs[true == 0, 1])
    thresholds = np.union1d([0.0], probs[:, 1])
    missed = np.searchsorted(second, thresholds, side="right")
    left = np.searchsorted(first, thresholds, side="right")
    columns = (thresholds, len(second) - missed, missed, len(first) - left, left)
    keys = ("threshold", "found", "missed", "false_alarms", "rightly_left")
    return [
        dict(zip(keys, values, strict=True))
        for values in zip(*(column.tolist() for column in columns), strict=True)
    ]


def row_at(rows: Sequence[Mapping[str, Any]], threshold: float) -> dict[str, Any]:
    """Return the counts at any threshold, found among those that `threshold_rows` returned.

    Parameters
    ----------
    rows : sequence of mapping
        As `threshold_rows` returns them.
    threshold : float
        0 to 1.

    Returns
    -------
    dict
        The row that holds there, with this ``threshold``.

    Raises
    ------
    ValueError
        If the threshold lies outside 0..1.
    """
    if not 0 <= threshold <= 1:
        raise ValueError(f"The threshold is {threshold}; expected 0 to 1.")
    at = bisect_right(rows, threshold, key=lambda row: row["threshold"]) - 1
    return {**rows[at], "threshold": threshold}


def trade_sentence(row: Mapping[str, Any], classes: Sequence[str]) -> str:
    """Say what is found at a threshold, and at which price.

    Parameters
    ----------
    row : mapping
        One of `threshold_rows`.
    classes : sequence of str
        Both class names.

    Returns
    -------
    str
        For example "Of 100 sad photos it finds 93 and misses 7; of 100 happy ones it takes 4 for
        sad." Of fewer than 100 photos their true number is told.

    Raises
    ------
    ValueError
        If there are not two class names.
    """
    names = check_class_names(classes)
    if len(names) != _TWO:
        raise ValueError(f"The class list is {names}; a threshold needs {_TWO} names.")
    first, second = names
    found, total = _of(row["found"], row["found"] + row["missed"])
    alarms, others = _of(row["false_alarms"], row["false_alarms"] + row["rightly_left"])
    seen = f"it finds {found} and misses {total - found}"
    taken = f"it takes {alarms} for {second}"
    if not others:
        return f"Of {_photos(total, second)} {seen}; there are none of {first}."
    if not total:
        return f"There are no photos of {second}; of {_photos(others, first)} {taken}."
    ones = "one" if others == 1 else "ones"
    return f"Of {_photos(total, second)} {seen}; of {others} {first} {ones} {taken}."


def _of(part: int, total: int) -> tuple[int, int]:
    """Return how many of how many: of a hundred where there are so many."""
    if total < _HUNDRED:
        return part, total
    return round(percent(part / total)), _HUNDRED


def _photos(number: int, label: str) -> str:
    return f"{number} {label} {'photo' if number == 1 else 'photos'}"
