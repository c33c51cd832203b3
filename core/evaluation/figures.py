"""One share of right answers, always with how many photos it rests on and how sure it is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from core.evaluation.metrics import wilson_interval


def right_answers(y_true: ArrayLike, y_pred: ArrayLike) -> dict[str, Any]:
    """Return the share of right answers with all that has to be said beside it.

    Parameters
    ----------
    y_true, y_pred : array_like of int, shape (N,)
        Class indices; N at least 1.

    Returns
    -------
    dict
        ``n``, ``accuracy`` (0..1) and ``interval`` (Wilson 95 %, two numbers in 0..1).

    Raises
    ------
    ValueError
        If there is no answer.
    """
    right = np.asarray(y_true) == np.asarray(y_pred)
    return share_of(int(right.sum()) / max(1, right.size), right.size)


def share_of(accuracy: float, n: int) -> dict[str, Any]:
    """Return a known share of right answers with all that has to be said beside it.

    Parameters
    ----------
    accuracy : float
        Right answers divided by ``n``, 0 to 1.
    n : int
        Answers, at least 1.

    Returns
    -------
    dict
        As `right_answers`.

    Raises
    ------
    ValueError
        If there is no answer.
    """
    right = round(accuracy * n)
    interval = list(wilson_interval(right, n))
    return {"n": n, "accuracy": right / n, "interval": interval}
