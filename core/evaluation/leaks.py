"""Photos of a split that look nearly the same as one learned from, and the figures without them.

A model can know such a photo by heart, so it says nothing about new ones.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.figures import right_answers
from core.evaluation.look_alikes import ALIKE, nearest


def find_leaks(
    tested: NDArray[np.float32],
    tested_ids: Sequence[str],
    learned: NDArray[np.float32],
    learned_ids: Sequence[str],
) -> list[dict[str, Any]]:
    """Return the tested photos that look nearly the same as one learned from.

    Parameters
    ----------
    tested : ndarray of float32, shape (N, SIDE * SIDE)
        As `core.evaluation.look_alikes.signatures` returns them.
    tested_ids : sequence of str
        Their ids.
    learned : ndarray of float32, shape (M, SIDE * SIDE)
        Of the photos learned from; M at least 1.
    learned_ids : sequence of str
        Their ids.

    Returns
    -------
    list of dict
        ``id``, ``like`` (the id of the photo learned from) and ``similarity`` (correlation,
        above `core.evaluation.look_alikes.ALIKE` and at most 1) each, the most similar first.
    """
    position, similarity = nearest(tested, learned)
    leaks = [
        {
            "id": tested_ids[at],
            "like": learned_ids[position[at]],
            "similarity": round(float(similarity[at]), 4),
        }
        for at in np.flatnonzero(similarity > ALIKE).tolist()
    ]
    return sorted(leaks, key=lambda leak: (-leak["similarity"], leak["id"]))


def leak_free(
    y_true: NDArray[np.int64],
    y_pred: NDArray[np.int64],
    ids: Sequence[str],
    known: Collection[str],
) -> dict[str, Any] | None:
    """Return the share of right answers on the photos that were not known before.

    Parameters
    ----------
    y_true, y_pred : ndarray of int64, shape (N,)
        Class indices.
    ids : sequence of str
        Picture ids, in the order of the rows.
    known : collection of str
        The ids of those that were.

    Returns
    -------
    dict or None
        As `core.evaluation.figures.right_answers`; None where no other photo is left.
    """
    kept = np.array([picture not in known for picture in ids])
    return right_answers(y_true[kept], y_pred[kept]) if kept.any() else None
