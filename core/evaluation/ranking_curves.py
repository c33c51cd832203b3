"""How well the probability of one class ranks its photos before all others, at every threshold.

Equal to scikit-learn's curves with every point kept; written out for the reason that
`core.evaluation.metrics` gives. What scikit-learn calls undefined is None here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.evaluation.validation import check_answers, check_class_names, check_same_length

Numbers = NDArray[np.float64]


def roc_curve(is_class: NDArray[np.bool_], score: Numbers) -> dict[str, Any] | None:
    """Return the share of the class that is found against the share of the others taken for it.

    Parameters
    ----------
    is_class : ndarray of bool, shape (N,)
        Which photos are of the class.
    score : ndarray of float64, shape (N,)
        Its probability on each.

    Returns
    -------
    dict or None
        ``threshold``, ``true_positive_rate`` and ``false_positive_rate``, lists of equal length:
        photos with at least the threshold are taken for the class. Thresholds fall; the first,
        where none is taken, is None. None where there are no photos of the class, or no others.
    """
    thresholds, found, wrong = _counts(is_class, score)
    if not found[-1] or not wrong[-1]:
        return None
    return {
        "threshold": [None, *thresholds.tolist()],
        "true_positive_rate": [0.0, *(found / found[-1]).tolist()],
        "false_positive_rate": [0.0, *(wrong / wrong[-1]).tolist()],
    }


def area_under_roc(is_class: NDArray[np.bool_], score: Numbers) -> float | None:
    """Return how often a photo of the class ranks before one of the others; ties count half.

    Parameters
    ----------
    is_class, score : ndarray, shape (N,)
        As for `roc_curve`.

    Returns
    -------
    float or None
        0 to 1 (Hanley and McNeil 1982, doi:10.1148/radiology.143.1.7063747), or None where
        `roc_curve` is.
    """
    curve = roc_curve(is_class, score)
    if curve is None:
        return None
    return float(np.trapezoid(curve["true_positive_rate"], curve["false_positive_rate"]))


def precision_recall_curve(is_class: NDArray[np.bool_], score: Numbers) -> dict[str, Any] | None:
    """Return which share of those taken for the class is of it, against the share it finds.

    Parameters
    ----------
    is_class, score : ndarray, shape (N,)
        As for `roc_curve`.

    Returns
    -------
    dict or None
        ``threshold``, ``precision`` and ``recall``, lists of equal length: photos with at least
        the threshold are taken for the class. Thresholds rise; the last, where none is taken, is
        None, its precision 1 and its recall 0. None where there are no photos of the class.
    """
    thresholds, found, wrong = _counts(is_class, score)
    if not found[-1]:
        return None
    return {
        "threshold": [*thresholds[::-1].tolist(), None],
        "precision": [*(found / (found + wrong))[::-1].tolist(), 1.0],
        "recall": [*(found / found[-1])[::-1].tolist(), 0.0],
    }


def average_precision(is_class: NDArray[np.bool_], score: Numbers) -> float | None:
    """Return the mean of the precisions, each weighted by the recall that is gained there.

    Parameters
    ----------
    is_class, score : ndarray, shape (N,)
        As for `roc_curve`.

    Returns
    -------
    float or None
        Above 0, at most 1; None where there are no photos of the class.
    """
    curve = precision_recall_curve(is_class, score)
    if curve is None:
        return None
    gained = -np.diff(curve["recall"])
    return float(gained @ np.array(curve["precision"][:-1]))


def ranking_curves(
    y_true: ArrayLike, pred_probs: ArrayLike, classes: Sequence[str]
) -> list[dict[str, Any]]:
    """Return curves and areas of each class against the rest, ready for JSON.

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        Class indices.
    pred_probs : array_like of float, shape (N, K)
        Probabilities in 0..1, columns in the order of ``classes``.
    classes : sequence of str
        The K class names.

    Returns
    -------
    list of dict
        ``label``, ``support`` (photos of the class), ``roc``, ``roc_auc``, ``precision_recall``
        and ``average_precision`` each, in class order; each of the last four may be None.

    Raises
    ------
    ValueError
        If the arrays do not fit each other or the class list.
    """
    true, probs = check_answers(y_true, pred_probs)
    names = check_class_names(classes)
    check_same_length(len(names), probs.shape[1], "Class list and columns of probabilities")
    return [_curves(name, true == at, probs[:, at]) for at, name in enumerate(names)]


def _curves(label: str, is_class: NDArray[np.bool_], score: Numbers) -> dict[str, Any]:
    return {
        "label": label,
        "support": int(is_class.sum()),
        "roc": roc_curve(is_class, score),
        "roc_auc": area_under_roc(is_class, score),
        "precision_recall": precision_recall_curve(is_class, score),
        "average_precision": average_precision(is_class, score),
    }


def _counts(
    is_class: NDArray[np.bool_], score: Numbers
) -> tuple[Numbers, NDArray[np.int64], NDArray[np.int64]]:
    """Return falling thresholds, and how many of the class and of the others reach each."""
    order = np.argsort(-score, kind="stable")
    ranked = score[order]
    last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
    found = np.cumsum(is_class[order], dtype=np.int64)[last]
    return ranked[last], found, last + 1 - found
