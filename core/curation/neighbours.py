"""The photos that look most like each photo, by what a network sees in them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_BLOCK = 1024
_FLAT = 1e-6


def nearest_neighbours(features: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Return which photos are most like each photo.

    Features are standardised; likeness is the cosine of the angle between them.

    Parameters
    ----------
    features : ndarray of float32, shape (N, F)
        What a network sees.
    count : int
        How many neighbours of each photo, at least 1.

    Returns
    -------
    ndarray of int64, shape (N, min(count, N - 1))
        Positions, the most similar first; never the photo itself.
    """
    count = max(min(count, len(features) - 1), 0)
    found = np.zeros((len(features), count), np.int64)
    if not count:
        return found
    rows = unit_rows(features)
    for start in range(0, len(rows), _BLOCK):
        products = rows[start : start + _BLOCK] @ rows.T
        here = np.arange(len(products))
        products[here, start + here] = -np.inf
        some = np.argpartition(-products, count - 1, axis=1)[:, :count]
        order = np.argsort(-np.take_along_axis(products, some, axis=1), axis=1, kind="stable")
        found[start : start + _BLOCK] = np.take_along_axis(some, order, axis=1)
    return found


def unit_rows(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return features standardised, each row then brought to length 1."""
    rows = (features - features.mean(axis=0)) / (features.std(axis=0) + _FLAT)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: NDArray[np.float32] = (rows / np.maximum(lengths, _FLAT)).astype(np.float32)
    return unit


def votes(
    neighbours: NDArray[np.int64], labels: NDArray[np.int64], num_classes: int
) -> NDArray[np.int64]:
    """Return how many neighbours of each photo carry which label.

    Parameters
    ----------
    neighbours : ndarray of int64, shape (N, M)
        As `nearest_neighbours` returns them.
    labels : ndarray of int64, shape (N,)
        Class indices, 0 to ``num_classes - 1``.
    num_classes : int
        K.

    Returns
    -------
    ndarray of int64, shape (N, K)
    """
    carried = labels[neighbours]
    return np.stack([(carried == k).sum(axis=1) for k in range(num_classes)], axis=1)
