"""Which photos without a label are most useful to label next: diverse ones, then unsure ones.

While there are few labels, the set is cut into as many groups of photos that look alike as there
are to be labels, and the most typical photo of each group comes next, that of the largest first
(Hacohen et al. 2022, arXiv:2202.02794). The photos farthest from all others would be as diverse,
but they are mostly freaks. Once there are enough labels, the photos come next that the computer
cannot tell apart.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans

from core.curation.neighbours import unit_rows

ENOUGH = 30
"""Labels from which on unsure photos are more useful than diverse ones."""

UNLABELLED = -1


def most_useful(
    features: NDArray[np.float32],
    labels: NDArray[np.int64],
    probabilities: NDArray[np.floating] | None,
    count: int,
) -> NDArray[np.int64]:
    """Return the photos to label next.

    Parameters
    ----------
    features : ndarray of float32, shape (N, F)
        What a network sees in the photos.
    labels : ndarray of int64, shape (N,)
        Class indices, `UNLABELLED` where there is none.
    probabilities : ndarray of float, shape (N, K), or None
        What the computer would say; None while it cannot say anything.
    count : int
        How many at most.

    Returns
    -------
    ndarray of int64, shape (M,)
        Positions of photos without a label, the most useful first; M at most ``count``.
    """
    known = np.flatnonzero(labels != UNLABELLED)
    free = np.flatnonzero(labels == UNLABELLED)
    count = min(count, len(free))
    unlike = count if probabilities is None else min(count, max(0, ENOUGH - len(known)))
    chosen = diverse(features, known, unlike)
    if probabilities is None:
        return chosen
    rest = np.setdiff1d(free, chosen)
    doubtful = rest[np.argsort(margins(probabilities[rest]), kind="stable")]
    return np.concatenate([chosen, doubtful[: count - len(chosen)]])


def diverse(
    features: NDArray[np.float32], known: NDArray[np.int64], count: int, seed: int = 0
) -> NDArray[np.int64]:
    """Return typical photos of the groups that a set falls into, those without a known photo first.

    Parameters
    ----------
    features : ndarray of float32, shape (N, F)
        Of all photos.
    known : ndarray of int64
        Positions of the photos that are not to be chosen.
    count : int
        How many; at most N less those known.
    seed : int, default 0
        The same seed gives the same photos.

    Returns
    -------
    ndarray of int64, shape (count,)
    """
    if not count:
        return np.zeros(0, np.int64)
    rows = unit_rows(features)
    number = min(count + len(known), len(np.unique(rows, axis=0)))
    groups = KMeans(number, n_init=1, random_state=seed).fit(rows)
    sizes = np.bincount(groups.labels_, minlength=number)
    sizes[groups.labels_[known]] -= len(rows)  # a group that has a label waits
    distance = ((rows - groups.cluster_centers_[groups.labels_]) ** 2).sum(axis=1)
    rank = _rank_in_group(groups.labels_, distance)
    order = np.lexsort((distance, -sizes[groups.labels_], rank))
    free = order[~np.isin(order, known)]
    return free[:count]


def margins(probabilities: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return by how much the most probable class leads the next one, shape (N,)."""
    best = np.sort(probabilities, axis=1)
    found: NDArray[np.floating] = best[:, -1] - best[:, -2]
    return found


def _rank_in_group(groups: NDArray[np.int32], distance: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return how many photos of its group are more typical than each, shape (N,)."""
    order = np.lexsort((distance, groups))
    first = np.r_[True, np.diff(groups[order]) != 0]
    starts = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - starts
    return rank
