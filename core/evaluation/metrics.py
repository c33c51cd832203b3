"""Standard figures of a classifier, equal to scikit-learn's to the last digit.

They are written out here because the pages read them in the app's own process, where importing
scikit-learn would cost a second; the tests hold them equal to it.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.evaluation.validation import check_answers, check_labels, check_same_length


def predicted_classes(pred_probs: ArrayLike) -> NDArray[np.int64]:
    """Return the index of the most probable class of each row, the first among equals.

    Parameters
    ----------
    pred_probs : array_like of float, shape (N, K)
        Probabilities in 0..1, columns in the order of the class list.

    Returns
    -------
    ndarray of int64, shape (N,)
    """
    answers: NDArray[np.int64] = np.asarray(pred_probs).argmax(axis=1).astype(np.int64)
    return answers


def confusion_matrix(y_true: ArrayLike, y_pred: ArrayLike, num_classes: int) -> NDArray[np.int64]:
    """Count the pictures of each true class that were given each answer.

    Parameters
    ----------
    y_true, y_pred : array_like of int, shape (N,)
        Class indices from 0 to ``num_classes - 1``.
    num_classes : int
        Number of classes K.

    Returns
    -------
    ndarray of int64, shape (K, K)
        Rows are true classes, columns are answers, both in the order of the class list.

    Raises
    ------
    ValueError
        If the arrays do not fit each other or the number of classes.
    """
    true = check_labels(y_true, num_classes)
    pred = check_labels(y_pred, num_classes)
    check_same_length(len(true), len(pred), "True classes and answers")
    cells = np.bincount(true * num_classes + pred, minlength=num_classes * num_classes)
    return cells.reshape(num_classes, num_classes).astype(np.int64)


def accuracy(confusion: NDArray[np.int64]) -> float:
    """Return the share of right answers, 0 to 1, from a ``(K, K)`` confusion matrix, N >= 1."""
    return float(np.trace(confusion) / confusion.sum())


def _ratio(numerator: NDArray[np.int64], denominator: NDArray[np.int64]) -> NDArray[np.float64]:
    result = np.zeros(len(numerator), dtype=np.float64)
    np.divide(numerator, denominator, out=result, where=denominator > 0)
    return result


def precision(confusion: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return for each class the share of its answers that were right.

    Parameters
    ----------
    confusion : ndarray of int64, shape (K, K)
        Rows true, columns predicted.

    Returns
    -------
    ndarray of float64, shape (K,)
        In 0..1; 0 for a class that was never the answer.
    """
    return _ratio(np.diag(confusion), confusion.sum(axis=0))


def recall(confusion: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return for each class the share of its pictures that were recognised.

    Parameters
    ----------
    confusion : ndarray of int64, shape (K, K)
        Rows true, columns predicted.

    Returns
    -------
    ndarray of float64, shape (K,)
        In 0..1; 0 for a class without pictures.
    """
    return _ratio(np.diag(confusion), confusion.sum(axis=1))


def f1(confusion: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the harmonic mean of precision and recall of each class.

    Parameters
    ----------
    confusion : ndarray of int64, shape (K, K)
        Rows true, columns predicted.

    Returns
    -------
    ndarray of float64, shape (K,)
        In 0..1; 0 for a class that has no pictures and was never the answer.
    """
    return _ratio(2 * np.diag(confusion), confusion.sum(axis=1) + confusion.sum(axis=0))


def log_loss(y_true: ArrayLike, pred_probs: ArrayLike) -> float:
    """Return the mean negative log of the probability given to the true class (cross-entropy).

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        Class indices.
    pred_probs : array_like of float, shape (N, K)
        Probabilities in 0..1, columns in the order of the class list; taken as float64 and
        clipped to its smallest step, so that one certain mistake does not make it infinite.

    Returns
    -------
    float
        At least 0, in nats.

    Raises
    ------
    ValueError
        If the arrays do not fit each other.
    """
    true, probs = check_answers(y_true, pred_probs)
    step = np.finfo(np.float64).eps
    picked = np.clip(probs, step, 1 - step)[np.arange(len(true)), true]
    return float(-np.log(picked).mean())


def wilson_interval(successes: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the interval in which a share lies with the given confidence.

    Wilson (1927), "Probable inference, the law of succession, and statistical inference",
    doi:10.1080/01621459.1927.10502953: honest for few pictures and for shares near 0 and 1.

    Parameters
    ----------
    successes : int
        Right answers, 0 to ``n``.
    n : int
        Answers, at least 1.
    confidence : float, default 0.95
        Strictly between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper end, 0 to 1.

    Raises
    ------
    ValueError
        If a number lies outside its range.
    """
    if not (0 <= successes <= n and n >= 1):
        raise ValueError(f"{successes} of {n} is not a share; expected 0 <= successes <= n >= 1.")
    if not 0 < confidence < 1:
        raise ValueError(f"The confidence is {confidence}; expected a number between 0 and 1.")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = successes / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == n else min(1.0, centre + half)
    return low, high
