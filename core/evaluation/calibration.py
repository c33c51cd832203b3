"""Whether answers are right as often as their probabilities say.

Of the answers given with a probability of 0.8, eight in ten should be right. How far shares and
probabilities lie apart is the expected calibration error (Guo et al. 2017, arXiv:1706.04599). It is
never 0, even for a model whose probabilities are true, because a share counted on few photos
differs from its probability by chance: that much is its noise floor.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.counting import photos_in_words
from core.evaluation.metrics import predicted_classes, wilson_interval
from core.evaluation.pairing import SURE
from core.evaluation.validation import check_answers

FEWEST_BINS, MOST_BINS = 5, 10
PHOTOS_PER_BIN = 30
DRAWS = 200

_HALVED = 2

Numbers = NDArray[np.float64]


def brier_score(y_true: ArrayLike, pred_probs: ArrayLike) -> float:
    """Return the mean over photos of the squared differences between truth and probabilities.

    Truth is 1 for the true class and 0 for the others; the squares of a photo are added up over
    its classes. With two classes the sum is halved, so that it is the square of the miss of one
    probability (Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2). That is what
    scikit-learn's ``brier_score_loss(scale_by_half="auto")`` does.

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        Class indices.
    pred_probs : array_like of float, shape (N, K)
        Probabilities in 0..1, columns in the order of the class list.

    Returns
    -------
    float
        0 (sure and right) to 1 for two classes, 0 to 2 for more.

    Raises
    ------
    ValueError
        If the arrays do not fit each other.
    """
    true, probs = check_answers(y_true, pred_probs)
    squares = (probs - np.eye(probs.shape[1])[true]) ** 2
    score = float(squares.sum(axis=1).mean())
    return score / 2 if probs.shape[1] <= _HALVED else score


def reliability_bins(y_true: ArrayLike, pred_probs: ArrayLike) -> list[dict[str, Any]]:
    """Compare how sure and how often right answers are, in groups of about equally many photos.

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        Class indices.
    pred_probs : array_like of float, shape (N, K)
        Probabilities in 0..1, columns in the order of the class list.

    Returns
    -------
    list of dict
        ``n`` (photos), ``confidence`` (mean probability of the answer), ``accuracy`` (share
        right) and ``interval`` (Wilson 95 %, of that share) each, the least sure first. The
        groups end at quantiles of the probabilities, one group for every `PHOTOS_PER_BIN` photos
        but 5 to 10 in all; equally sure answers stay together, which may leave fewer.

    Raises
    ------
    ValueError
        If the arrays do not fit each other.
    """
    confidence, right = _answers(y_true, pred_probs)
    found = _bins(confidence)
    sizes = np.bincount(found)
    sure = np.bincount(found, weights=confidence)
    hits = np.bincount(found, weights=right)
    return [
        {
            "n": int(n),
            "confidence": float(total / n),
            "accuracy": float(correct / n),
            "interval": list(wilson_interval(int(correct), int(n))),
        }
        for n, total, correct in zip(sizes, sure, hits, strict=True)
        if n
    ]


def expected_calibration_error(y_true: ArrayLike, pred_probs: ArrayLike) -> float:
    """Return how far the share of right answers lies from their probability, on average.

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        Class indices.
    pred_probs : array_like of float, shape (N, K)
        Probabilities in 0..1, columns in the order of the class list.

    Returns
    -------
    float
        0 to 1: the mean of the distances in the groups of `reliability_bins`, each counted as
        often as it has photos.

    Raises
    ------
    ValueError
        If the arrays do not fit each other.
    """
    confidence, right = _answers(y_true, pred_probs)
    return _error(_bins(confidence), confidence, right)


def noise_floor(pred_probs: ArrayLike, seed: int = 0) -> float:
    """Return the calibration error that chance alone brings where every probability is true.

    Parameters
    ----------
    pred_probs : array_like of float, shape (N, K)
        Probabilities in 0..1; N at least 1.
    seed : int, default 0
        Of the draws.

    Returns
    -------
    float
        0 to 1: the mean expected calibration error over `DRAWS` draws, in which each answer is
        right with exactly the probability that it was given.

    Raises
    ------
    ValueError
        If the probabilities are impossible.
    """
    return float(_by_chance(pred_probs, seed).mean())


def calibration(y_true: ArrayLike, pred_probs: ArrayLike, seed: int = 0) -> dict[str, Any]:
    """Return all that is told about the probabilities of one split, ready for JSON.

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        Class indices.
    pred_probs : array_like of float, shape (N, K)
        Probabilities in 0..1, columns in the order of the class list.
    seed : int, default 0
        Of the draws behind the noise floor.

    Returns
    -------
    dict
        ``n``, ``brier``, ``ece`` (`expected_calibration_error`), ``noise_floor``,
        ``ece_above_floor`` (their difference, at least 0), ``p`` (0 to 1: how often chance alone
        brings such an error, or a larger one) and ``bins`` (`reliability_bins`).

    Raises
    ------
    ValueError
        If the arrays do not fit each other.
    """
    error, chance = expected_calibration_error(y_true, pred_probs), _by_chance(pred_probs, seed)
    floor, bins = float(chance.mean()), reliability_bins(y_true, pred_probs)
    return {
        "n": sum(each["n"] for each in bins),
        "brier": brier_score(y_true, pred_probs),
        "ece": error,
        "noise_floor": floor,
        "ece_above_floor": max(0.0, error - floor),
        "p": float((1 + np.sum(chance >= error)) / (1 + DRAWS)),
        "bins": bins,
    }


def calibration_sentence(found: dict[str, Any]) -> str:
    """Say whether its percentages can be taken at their word.

    Parameters
    ----------
    found : dict
        As `calibration` returns it.

    Returns
    -------
    str
        For example "On average its percentages are 5.1 points off; 1.9 of them are what chance
        alone brings on 1,440 photos. It is mostly surer than it should be." An error that chance
        brings in one of twenty cases or more is not held against it.
    """
    error, floor = 100 * found["ece"], 100 * found["noise_floor"]
    photos = photos_in_words(found["n"])
    if found["p"] >= SURE:
        return (
            f"Nothing speaks against its percentages: they are {error:.1f} points off on average, "
            f"which chance alone may bring on {photos}."
        )
    excess = sum(each["n"] * (each["confidence"] - each["accuracy"]) for each in found["bins"])
    side = "surer" if excess > 0 else "less sure"
    return (
        f"On average its percentages are {error:.1f} points off; {floor:.1f} of them are what "
        f"chance alone brings on {photos}. It is mostly {side} than it should be."
    )


def _by_chance(pred_probs: ArrayLike, seed: int) -> Numbers:
    """Return the calibration errors of `DRAWS` draws in which every probability is true."""
    rows = np.asarray(pred_probs)
    confidence, _ = _answers(np.zeros(len(rows), np.int64), rows)
    found, random = _bins(confidence), np.random.default_rng(seed)
    drawn = (random.random(len(confidence)) < confidence for _ in range(DRAWS))
    return np.array([_error(found, confidence, right) for right in drawn])


def _answers(y_true: ArrayLike, pred_probs: ArrayLike) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return the probability of each answer, and whether it is right."""
    true, probs = check_answers(y_true, pred_probs)
    return probs.max(axis=1), np.asarray(predicted_classes(probs) == true)


def _bins(confidence: Numbers) -> NDArray[np.intp]:
    """Return for each photo the number of its group."""
    count = min(MOST_BINS, max(FEWEST_BINS, len(confidence) // PHOTOS_PER_BIN))
    edges = np.percentile(confidence, np.linspace(0, 1, count + 1) * 100)
    return np.searchsorted(edges[1:-1], confidence)


def _error(found: NDArray[np.intp], confidence: Numbers, right: NDArray[np.bool_]) -> float:
    gaps = np.bincount(found, weights=confidence - right)
    return float(np.abs(gaps).sum() / len(confidence))
