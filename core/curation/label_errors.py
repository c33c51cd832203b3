"""How many labels of a set are wrong, estimated from out-of-fold probabilities.

Confident learning (Northcutt, Jiang and Chuang 2021, doi:10.1613/jair.1.12125): a photo counts for
the class it is confidently in, which is one whose probability reaches the mean that photos labelled
so have for it. Counts of given label against confident class, brought to the number of photos of
each label, estimate how many carry which label wrongly.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def confident_joint(
    labels: NDArray[np.int64], probabilities: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Return how many photos have which label and are confidently which class.

    Parameters
    ----------
    labels : ndarray of int64, shape (N,)
        Given class indices; each of the K classes occurs.
    probabilities : ndarray of float, shape (N, K)
        Out-of-fold.

    Returns
    -------
    ndarray of float64, shape (K, K)
        Rows: given label, each adding up to its photos. Columns: estimated class.
    """
    classes = probabilities.shape[1]
    own = [probabilities[labels == k, k] for k in range(classes)]
    thresholds = np.array([values.mean() for values in own])
    confident = probabilities >= thresholds
    best = np.where(confident, probabilities, -1).argmax(axis=1)
    joint = np.zeros((classes, classes))
    np.add.at(joint, (labels[confident.any(axis=1)], best[confident.any(axis=1)]), 1)
    counts = np.bincount(labels, minlength=classes)
    empty = joint.sum(axis=1) == 0
    joint[empty, empty] = 1  # no photo of this label is confidently anything: take its word
    scaled: NDArray[np.float64] = joint / joint.sum(axis=1, keepdims=True) * counts[:, None]
    return scaled


def estimated_errors(labels: NDArray[np.int64], probabilities: NDArray[np.floating]) -> int:
    """Return how many labels are probably wrong; parameters as `confident_joint`."""
    joint = confident_joint(labels, probabilities)
    return round(float(joint.sum() - np.trace(joint)))
