"""A map of a set: photos that look alike lie near each other.

Principal components, then t-SNE (van der Maaten and Hinton 2008) on at most some thousand photos;
the others lie where their nearest neighbours among these do.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE

from core.curation.neighbours import unit_rows

FEWEST = 5
"""Photos it takes for a map."""

DRAWN = 2000
"""Photos that are laid out by t-SNE; the others follow."""

_COMPONENTS = 30
_PERPLEXITY = 30
_NEAREST = 3
_ROUNDS = 500
_SMALL = 300


def embed(features: NDArray[np.float32], seed: int = 0) -> NDArray[np.float32]:
    """Lay photos out on a plane.

    Parameters
    ----------
    features : ndarray of float32, shape (N, F)
        What a network sees in the photos.
    seed : int, default 0
        The same seed and photos give the same map.

    Returns
    -------
    ndarray of float32, shape (N, 2)
        Each axis from -1 to 1; all 0 for fewer than `FEWEST` photos.
    """
    if len(features) < FEWEST:
        return np.zeros((len(features), 2), np.float32)
    rows = unit_rows(features)
    number = min(_COMPONENTS, *rows.shape)
    if not rows.any():  # all photos look the same
        return np.zeros((len(rows), 2), np.float32)
    rows = PCA(number, random_state=seed).fit_transform(rows).astype(np.float32)
    drawn = np.sort(np.random.default_rng(seed).permutation(len(rows))[:DRAWN])
    layout = TSNE(
        perplexity=min(_PERPLEXITY, (len(drawn) - 1) / 3),
        init="pca",
        method="exact" if len(drawn) < _SMALL else "barnes_hut",
        max_iter=_ROUNDS,
        random_state=seed,
    )
    places = layout.fit_transform(rows[drawn])
    return _scaled(_followed(rows, rows[drawn], places))


def _followed(
    rows: NDArray[np.float32], drawn: NDArray[np.float32], places: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Put every photo at the mean of its nearest drawn ones; a drawn one counts for itself."""
    squares = (drawn**2).sum(axis=1)
    found = np.zeros((len(rows), 2), np.float32)
    for start in range(0, len(rows), 1024):
        part = rows[start : start + 1024]
        apart = squares - 2 * part @ drawn.T + (part**2).sum(axis=1, keepdims=True)
        near = np.argpartition(apart, _NEAREST - 1, axis=1)[:, :_NEAREST]
        weights = 1 / (np.take_along_axis(apart, near, axis=1).clip(0) + 1e-6)
        weights /= weights.sum(axis=1, keepdims=True)
        found[start : start + 1024] = (weights[:, :, None] * places[near]).sum(axis=1)
    return found


def _scaled(places: NDArray[np.float32]) -> NDArray[np.float32]:
    middle = places - (places.max(axis=0) + places.min(axis=0)) / 2
    largest = np.abs(middle).max(axis=0)
    found: NDArray[np.float32] = (middle / np.where(largest > 0, largest, 1)).astype(np.float32)
    return found
