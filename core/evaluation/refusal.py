"""From how sure on a model may answer, so that few of its answers are wrong.

Only answers at least as sure as a limit are given; the rest is "not sure". The limit comes from the
photos of validation and keeps a promise about the given answers alone: that the share of wrong ones
among them is at most the promised rate, in at least nine of ten sets of such photos. That is
distribution-free risk control (Angelopoulos, Bates, Candes, Jordan and Lei 2021, "Learn then Test",
arXiv:2110.01052) of selective classification (Geifman and El-Yaniv 2017, arXiv:1705.08500).

Limits are tried from strict to mild, each at a fixed share of the photos being answered, and every
one is a test: were the rate of wrong answers above the promise, so few mistakes would be rarer than
one in ten (the binomial tail, exact). The mildest limit before the first failure holds. Going
through in a fixed order and stopping there costs no correction for trying several. Where the order
begins is fixed too, by the number of photos alone: the first test leaves room for a mistake or two,
else a single wrong label among the surest photos would end it.

The promise is for photos like those of validation. The round that was kept in training was chosen
on them, which makes them slightly easier than new ones; `measured_refusal` tells what came of it on
the test photos.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.counting import photos_in_words
from core.evaluation.metrics import predicted_classes, wilson_interval
from core.evaluation.validation import check_answers
from core.percent import percent

ERROR_RATE = 0.05
"""What is promised unless somebody asks for another rate."""

BELIEF = 0.9
"""In how many of such sets of photos the promise holds at least."""

UNPROMISED = 0.6
"""The limit where too few photos were kept aside to promise anything: hardly above a guess."""

_PER_MISTAKE, _MOST_ROOM = 100, 2
"""The first test has room for a mistake in each hundred photos, for two at most."""

_SHARES = tuple(step / 20 for step in range(6, 21))


def fewest_photos(error_rate: float = ERROR_RATE) -> int:
    """Return how many answers without one mistake it takes for a promise: 45 for a rate of 0.05.

    Raises
    ------
    ValueError
        If the rate is not strictly between 0 and 1.
    """
    return _fewest(0, error_rate)


def _fewest(mistakes: int, error_rate: float) -> int:
    """Return how many answers it takes for a promise where so many of them are wrong."""
    if not 0 < error_rate < 1:
        raise ValueError(f"The error rate is {error_rate}; expected a number between 0 and 1.")
    answers = mistakes + 1
    while _chance_of_so_few(mistakes, answers, error_rate) > 1 - BELIEF:
        answers += 1
    return answers


def fit_refusal(
    y_true: ArrayLike, pred_probs: ArrayLike, error_rate: float = ERROR_RATE
) -> dict[str, Any]:
    """Find the limit that keeps a promised error rate among the given answers, ready for JSON.

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
        ``limit`` (0..1; the probability an answer needs at least), ``error_rate``, ``photos`` (N),
        ``answered`` (share of these photos that is answered) and ``why_not``: None, or the sentence
        that tells why nothing is promised, the limit then being `UNPROMISED`.

    Raises
    ------
    ValueError
        If the arrays do not fit each other, or the rate lies outside its range.
    """
    true, probs = check_answers(y_true, pred_probs)
    confidence = probs.max(axis=1)
    right = predicted_classes(probs) == true
    limit = _mildest(confidence, right, error_rate)
    why_not = None if limit is not None else _why_not(len(true), error_rate)
    used = UNPROMISED if limit is None else limit
    return {
        "limit": used,
        "error_rate": error_rate,
        "photos": len(true),
        "answered": float((confidence >= used).mean()),
        "why_not": why_not,
    }


def measured_refusal(y_true: ArrayLike, pred_probs: ArrayLike, limit: float) -> dict[str, Any]:
    """Return how often the given answers were wrong on photos that the limit does not come from.

    Parameters
    ----------
    y_true, pred_probs
        As for `fit_refusal`.
    limit : float
        The probability an answer needs at least.

    Returns
    -------
    dict
        ``n``, ``answered``, ``wrong`` (of the answered), ``error`` (their share) and its
        ``interval`` (Wilson 95 %), both None where none was answered.

    Raises
    ------
    ValueError
        If the arrays do not fit each other.
    """
    true, probs = check_answers(y_true, pred_probs)
    given = probs.max(axis=1) >= limit
    answered = int(given.sum())
    wrong = int((given & (predicted_classes(probs) != true)).sum())
    return {
        "n": len(true),
        "answered": answered,
        "wrong": wrong,
        "error": wrong / answered if answered else None,
        "interval": list(wilson_interval(wrong, answered)) if answered else None,
    }


def refusal_sentence(found: Mapping[str, Any]) -> str:
    """Say what a model promises by saying "not sure".

    Parameters
    ----------
    found : mapping
        As `fit_refusal` returns it.

    Returns
    -------
    str
        For example "It answers only where it is at least 82 % sure, else it says not sure. Then at
        most 5 of 100 answers are wrong: that holds for nine of ten sets of photos like those kept
        aside."
    """
    limit = f"{percent(found['limit']):g}"
    if found["why_not"]:
        return f"{found['why_not']} Below {limit} % it says not sure."
    wrong = f"{100 * found['error_rate']:g}"
    return (
        f"It answers only where it is at least {limit} % sure, else it says not sure. Then at most "
        f"{wrong} of 100 answers are wrong: that holds for nine of ten sets of photos like those "
        "kept aside."
    )


def measured_sentence(found: Mapping[str, Any]) -> str:
    """Say how often the given answers were wrong.

    Parameters
    ----------
    found : mapping
        As `measured_refusal` returns it.

    Returns
    -------
    str
        For example "It answered 1,326 of 1,473 photos and got 4.1 % of these answers wrong (3.2 to
        5.3 %)."
    """
    photos = photos_in_words(found["n"])
    if not found["answered"]:
        return f"It was not sure about any of {photos}."
    low, high = (f"{percent(end, 1):g}" for end in found["interval"])
    return (
        f"It answered {found['answered']:,} of {photos} and got {percent(found['error'], 1):g} % "
        f"of these answers wrong ({low} to {high} %)."
    )


def _mildest(
    confidence: NDArray[np.floating], right: NDArray[np.bool_], error_rate: float
) -> float | None:
    photos = len(right)
    fewest = _fewest(min(_MOST_ROOM, photos // _PER_MISTAKE), error_rate)
    surest = np.sort(confidence)[::-1]
    found = None
    for share in _SHARES:
        if round(share * photos) < fewest:
            continue
        limit = float(surest[round(share * photos) - 1])
        given = confidence >= limit
        wrong = int((given & ~right).sum())
        if _chance_of_so_few(wrong, int(given.sum()), error_rate) > 1 - BELIEF:
            return found
        found = limit
    return found


def _chance_of_so_few(wrong: int, answers: int, error_rate: float) -> float:
    """Return how often that many answers hold no more mistakes, where each is wrong at the rate."""
    logs = [
        math.lgamma(answers + 1)
        - math.lgamma(k + 1)
        - math.lgamma(answers - k + 1)
        + k * math.log(error_rate)
        + (answers - k) * math.log1p(-error_rate)
        for k in range(wrong + 1)
    ]
    return min(1.0, math.fsum(math.exp(each) for each in logs))


def _why_not(photos: int, error_rate: float) -> str:
    fewest, wrong = fewest_photos(error_rate), f"{100 * error_rate:g}"
    if photos < fewest:
        return (
            f"{photos_in_words(photos)} kept aside are too few to promise at most {wrong} wrong "
            f"answers of 100: it takes {fewest:,} at least."
        )
    return (
        f"Too many of its surest answers are wrong, or too few photos were kept aside "
        f"({photos:,}), to promise at most {wrong} wrong answers of 100."
    )
