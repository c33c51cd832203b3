"""How far an exported network's answers lie from the app's."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Answers = NDArray[np.float32]

MOST_LOST = 0.01
"""An export that loses more of the right answers than this share of all carries a warning."""


def agreement(app: Answers, exported: Answers, truth: NDArray[np.integer]) -> dict[str, Any]:
    """Return how two sets of answers to the same photos agree, ready for JSON.

    Parameters
    ----------
    app, exported : ndarray of float32, shape (N, K)
        Probabilities as the app and the exported network give them, N at least 1.
    truth : ndarray of int, shape (N,)
        Class indices.

    Returns
    -------
    dict
        ``n``; ``accuracy`` and ``app_accuracy`` (shares of right answers); ``same`` (photos with
        the same answer); ``largest_difference`` of any probability; ``warning``: whether more than
        `MOST_LOST` is lost, or an answer is no number.

    Raises
    ------
    ValueError
        If the answers have different shapes.
    """
    if app.shape != exported.shape or len(app) != len(truth):
        raise ValueError(f"The app answered {app.shape}, the export {exported.shape}.")
    said, meant = exported.argmax(axis=1), app.argmax(axis=1)
    right, right_in_app = float((said == truth).mean()), float((meant == truth).mean())
    lost = (meant == truth).sum() - (said == truth).sum()
    sound = bool(np.isfinite(exported).all())
    return {
        "n": len(truth),
        "accuracy": right if sound else None,
        "app_accuracy": right_in_app,
        "same": int((said == meant).sum()) if sound else 0,
        "largest_difference": float(np.abs(app - exported).max()) if sound else None,
        "warning": not sound or int(lost) > MOST_LOST * len(truth),
    }
