"""Which classes a photo may show: limits on probabilities that seldom leave out the true one.

A class is possible for a photo where its probability reaches the limit of the class. The limits
come from the photos of validation by split conformal prediction (Vovk, Gammerman and Shafer 2005,
"Algorithmic Learning in a Random World"; Angelopoulos and Bates 2021, arXiv:2107.07511), for each
class from its own photos (Mondrian, or class-conditional: Sadinle, Lei and Wasserman 2019,
doi:10.1080/01621459.2017.1395341).

What is promised, at an error rate of ``a``: for photos of a class that were drawn like those of
that class in validation, in no particular order, the true class is possible with probability at
least ``1 - a``, taken over the photos of validation as well as the new one. So of all photos of the
class, answered or not, at most a share ``a`` is answered wrongly on average. With one set of n
validation photos the share kept varies around that as Beta(n + 1 - l, l), l = floor((n + 1) a).

What is not promised: a rate among the answered photos alone (the more are refused, the more it may
exceed ``a``), anything about photos of another kind, and anything about one class whose limit had
to come from the photos of all classes together. The round that was kept in training was chosen on
the photos of validation, which makes them slightly easier than new ones. When to say "not sure" is
another question, about the given answers: see `core.evaluation.refusal`.

Of two classes no temperature changes what is possible, because it keeps the order of photos.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.counting import photos_in_words
from core.evaluation.validation import check_answers, check_probabilities

ERROR_RATE = 0.05
"""What is promised unless somebody asks for another rate."""


def fewest_photos(error_rate: float = ERROR_RATE) -> int:
    """Return how many photos a limit needs at least: 19 for an error rate of 0.05.

    Raises
    ------
    ValueError
        If the rate is not strictly between 0 and 1.
    """
    return math.ceil(1 / _exact(error_rate)) - 1


def fit_limits(
    y_true: ArrayLike, pred_probs: ArrayLike, error_rate: float = ERROR_RATE
) -> dict[str, Any]:
    """Find the limits that keep a promised error rate, ready for JSON.

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        Class indices of photos that were not learned from.
    pred_probs : array_like of float, shape (N, K)
        Probabilities in 0..1, columns in the order of the class list.
    error_rate : float, default 0.05
        Strictly between 0 and 1.

    Returns
    -------
    dict
        ``error_rate``, ``photos`` (K counts), ``limits`` (K probabilities; None if there are too
        few photos in all), ``own`` (K bools: whether the limit comes from photos of the class
        alone, or there were too few, so that it comes from all) and ``why_not`` (None, or the
        sentence that tells why there are no limits).

    Raises
    ------
    ValueError
        If the arrays do not fit each other, or the rate lies outside its range.
    """
    true, probs = check_answers(y_true, pred_probs)
    fewest, classes = fewest_photos(error_rate), range(probs.shape[1])
    given = probs[np.arange(len(true)), true]
    photos = [int((true == at).sum()) for at in classes]
    own = [count >= fewest for count in photos]
    found = {"error_rate": error_rate, "photos": photos, "own": own}
    if len(true) < fewest:
        return {**found, "limits": None, "why_not": _too_few(len(true), fewest, error_rate)}
    limits = [_limit(given[true == at] if own[at] else given, error_rate) for at in classes]
    return {**found, "limits": limits, "why_not": None}


def accepted(pred_probs: ArrayLike, limits: Sequence[float]) -> NDArray[np.bool_]:
    """Return which classes are possible for each photo.

    Parameters
    ----------
    pred_probs : array_like of float, shape (N, K)
        Probabilities in 0..1, at the temperature that the limits were found at.
    limits : sequence of float
        K limits, as `fit_limits` returns them.

    Returns
    -------
    ndarray of bool, shape (N, K)

    Raises
    ------
    ValueError
        If the probabilities do not fit the limits.
    """
    probs = check_probabilities(np.asarray(pred_probs, dtype=np.float64), len(limits))
    return np.asarray(probs >= np.asarray(limits, dtype=np.float64))


def _limit(given: NDArray[np.float64], error_rate: float) -> float:
    """Return the lowest probability of the true class that is not among the rarest ones."""
    below = math.floor((len(given) + 1) * _exact(error_rate))
    return float(np.sort(given)[below - 1])


def _exact(error_rate: float) -> Fraction:
    """Return the rate as written: 60 * 0.05 has to be 3, not a little less."""
    if not 0 < error_rate < 1:
        raise ValueError(f"The error rate is {error_rate}; expected a number between 0 and 1.")
    return Fraction(str(error_rate))


def _too_few(photos: int, fewest: int, error_rate: float) -> str:
    return (
        f"{photos_in_words(photos)} kept aside are too few to promise at most "
        f"{100 * error_rate:g} wrong answers of 100: it takes {fewest:,} at least."
    )
