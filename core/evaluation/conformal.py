"""When to say "not sure": limits on probabilities that keep a promised rate of errors.

A class is possible for a photo where its probability reaches the limit of the class. One possible
class is the answer; none, or several, mean "not sure". The limits come from the photos of
validation by split conformal prediction (Vovk, Gammerman and Shafer 2005, "Algorithmic Learning in
a Random World"; Angelopoulos and Bates 2021, arXiv:2107.07511), for each class from its own photos
(Mondrian, or class-conditional: Sadinle, Lei and Wasserman 2019,
doi:10.1080/01621459.2017.1395341).

What is promised, at an error rate of ``a``: for photos of a class that were drawn like those of
that class in validation, in no particular order, the true class is possible with probability at
least ``1 - a``, taken over the photos of validation as well as the new one. So of all photos of the
class, answered or not, at most a share ``a`` is answered wrongly on average. With one set of n
validation photos the share kept varies around that as Beta(n + 1 - l, l), l = floor((n + 1) a).

What is not promised: a rate among the answered photos alone (the more are refused, the more it may
exceed ``a``), anything about photos of another kind, and anything about one class whose limit had
to come from the photos of all classes together. The round that was kept in training was chosen on
the photos of validation, which makes them slightly easier than new ones; that is why
`core.evaluation.promise_kept` measures the rate on the test photos.

Of two classes no temperature changes what is possible, because it keeps the order of photos.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.counting import photos_in_words
from core.evaluation.validation import check_answers, check_probabilities

ERROR_RATE = 0.05
"""What is promised unless somebody asks for another rate."""

NOT_SURE = -1


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


def answers(possible: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the answer to each photo: its only possible class, or `NOT_SURE`.

    It need not be the most probable class: where sad needs less than happy, 0.3 can do for sad
    while 0.7 does not do for happy.

    Parameters
    ----------
    possible : ndarray of bool, shape (N, K)
        As `accepted` returns it.

    Returns
    -------
    ndarray of int64, shape (N,)
        Class indices, -1 for "not sure".
    """
    return np.where(possible.sum(axis=1) == 1, possible.argmax(axis=1), NOT_SURE).astype(np.int64)


def promise_sentence(found: Mapping[str, Any], classes: Sequence[str]) -> str:
    """Say what the limits promise, and what not.

    Parameters
    ----------
    found : mapping
        As `fit_limits` returns it.
    classes : sequence of str
        The K class names.

    Returns
    -------
    str
        For example "Of 100 photos of one label (happy, sad) that are like those kept aside, on
        average at most 5 get a wrong answer; where that is in doubt, it is not sure."
    """
    if found["limits"] is None:
        return str(found["why_not"])
    named = list(zip(classes, found["own"], strict=True))
    kept, others = [name for name, own in named if own], [name for name, own in named if not own]
    which = f"100 photos of one label ({', '.join(kept)})" if kept else "100 photos of any label"
    said = (
        f"Of {which} that are like those kept aside, on average at most "
        f"{100 * found['error_rate']:g} get a wrong answer; where that is in doubt, it is not sure."
    )
    if kept and others:
        said += f" For {', '.join(others)} too few photos were kept aside to promise it."
    return said


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
