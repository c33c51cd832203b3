"""How often answers are right when the least sure ones are refused.

Coverage is the share of photos that still get an answer, selective accuracy the share of right
ones among those answers (El-Yaniv and Wiener 2010, JMLR 11:1605-1641; Geifman and El-Yaniv 2017,
arXiv:1705.08500). Answers are refused from the least sure one up; equally sure ones go together.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from core.counting import photos_in_words
from core.evaluation.figures import share_of
from core.evaluation.metrics import predicted_classes
from core.evaluation.validation import check_answers
from core.percent import percent


def coverage_curve(y_true: ArrayLike, pred_probs: ArrayLike) -> list[dict[str, Any]]:
    """Return accuracy at every coverage that can be reached, ready for JSON.

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        Class indices.
    pred_probs : array_like of float, shape (N, K)
        Probabilities in 0..1, columns in the order of the class list.

    Returns
    -------
    list of dict
        ``coverage`` (above 0, rising to 1), ``confidence`` (the probability that an answer needs
        at least), and ``n`` (photos answered), ``accuracy`` and ``interval`` as
        `core.evaluation.figures` has them.

    Raises
    ------
    ValueError
        If the arrays do not fit each other.
    """
    true, probs = check_answers(y_true, pred_probs)
    confidence = probs.max(axis=1)
    order = np.argsort(-confidence, kind="stable")
    ranked = confidence[order]
    right = np.cumsum((predicted_classes(probs) == true)[order])
    last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
    return [
        {
            "coverage": (at + 1) / len(ranked),
            "confidence": float(ranked[at]),
            **share_of(float(right[at] / (at + 1)), at + 1),
        }
        for at in last.tolist()
    ]


def selective_accuracy(
    y_true: ArrayLike, pred_probs: ArrayLike, coverage: float = 0.8
) -> dict[str, Any]:
    """Return how often the surest answers are right.

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        Class indices.
    pred_probs : array_like of float, shape (N, K)
        Probabilities in 0..1, columns in the order of the class list.
    coverage : float, default 0.8
        Share of photos that get an answer, above 0, at most 1.

    Returns
    -------
    dict
        The row of `coverage_curve` with the least coverage that is no less than this one.

    Raises
    ------
    ValueError
        If the arrays do not fit each other, or the coverage lies outside its range.
    """
    if not 0 < coverage <= 1:
        raise ValueError(f"The coverage is {coverage}; expected above 0, at most 1.")
    curve = coverage_curve(y_true, pred_probs)
    return next(row for row in curve if row["coverage"] >= coverage)


def coverage_sentence(row: dict[str, Any]) -> str:
    """Say what refusing the least sure answers brings.

    Parameters
    ----------
    row : dict
        One of `coverage_curve`.

    Returns
    -------
    str
        For example "If it answers only the surest 80 of 100, it gets 97 of 100 answers right (96
        to 98; 1,178 photos)."
    """
    low, high = (f"{percent(end):g}" for end in row["interval"])
    answered, photos = f"{percent(row['coverage']):g}", photos_in_words(row["n"])
    only = "all photos" if row["coverage"] == 1 else f"only the surest {answered} of 100"
    return (
        f"If it answers {only}, it gets {percent(row['accuracy']):g} of 100 answers right "
        f"({low} to {high}; {photos})."
    )
