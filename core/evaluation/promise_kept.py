"""How often answers were wrong where a model could say "not sure", beside what was promised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.counting import photos_in_words
from core.evaluation.conformal import NOT_SURE, answers
from core.evaluation.figures import right_answers
from core.evaluation.metrics import wilson_interval
from core.evaluation.validation import check_labels, check_same_length
from core.percent import percent


def measured(y_true: ArrayLike, possible: NDArray[np.bool_]) -> dict[str, Any]:
    """Return how the promise was kept on photos that the limits do not come from.

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        Class indices.
    possible : ndarray of bool, shape (N, K)
        As `core.evaluation.conformal.accepted` returns it.

    Returns
    -------
    dict
        ``n``, ``answered``, ``wrong`` (answered wrongly), ``error`` (their share of the answered)
        and its ``interval`` (Wilson 95 %), both None where none was answered; and ``kept``, for
        each class None if it has no photo, else ``n``, ``accuracy`` and ``interval`` (as
        `core.evaluation.figures` has them) of the promise: the share whose true class is possible.

    Raises
    ------
    ValueError
        If the arrays do not fit each other.
    """
    true = check_labels(y_true, possible.shape[1])
    check_same_length(len(true), len(possible), "True classes and possible classes")
    given = answers(possible)
    answered = int((given != NOT_SURE).sum())
    wrong = int(((given != true) & (given != NOT_SURE)).sum())
    kept = possible[np.arange(len(true)), true]
    return {
        "n": len(true),
        "answered": answered,
        "wrong": wrong,
        "error": wrong / answered if answered else None,
        "interval": list(wilson_interval(wrong, answered)) if answered else None,
        "kept": [_share(kept[true == at]) for at in range(possible.shape[1])],
    }


def measured_sentence(found: Mapping[str, Any]) -> str:
    """Say how often the answers were wrong on photos that the limits do not come from.

    Parameters
    ----------
    found : mapping
        As `measured` returns it.

    Returns
    -------
    str
        For example "It answered 1,326 of 1,473 photos and got 5.6 % of these answers wrong (4.5 to
        7 %)."
    """
    photos = photos_in_words(found["n"])
    if not found["answered"]:
        return f"It was not sure about any of {photos}."
    low, high = (f"{percent(end, 1):g}" for end in found["interval"])
    return (
        f"It answered {found['answered']:,} of {photos} and got {percent(found['error'], 1):g} % "
        f"of these answers wrong ({low} to {high} %)."
    )


def _share(kept: NDArray[np.bool_]) -> dict[str, Any] | None:
    return right_answers(np.ones(len(kept), bool), kept) if len(kept) else None
