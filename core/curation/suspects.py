"""Labels that are probably wrong, the most suspicious first.

A model that has not learned from a photo says how probable its label is: the lower, the more
suspicious (Northcutt et al. 2021, doi:10.1613/jair.1.12125, there called self-confidence).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.curation.neighbours import nearest_neighbours, votes

NEIGHBOURS = 15
"""Photos that vote on each photo."""

SHOWN = 5
"""Those of them that a person is told about."""

_SHARE_OF_VOTES = 0.15


@dataclass(frozen=True)
class Suspicion:
    """Why a label may be wrong.

    Parameters
    ----------
    position : int
        Which photo.
    given : int
        The class it is labelled with.
    said : int
        The class that is most probable.
    probability : float
        Of ``said``, 0 to 1.
    self_confidence : float
        Probability of ``given``, 0 to 1.
    look_alikes : tuple of int
        Positions of the most similar photos, the most similar first.
    """

    position: int
    given: int
    said: int
    probability: float
    self_confidence: float
    look_alikes: tuple[int, ...]


def blended(
    probabilities: NDArray[np.float32], features: NDArray[np.float32], labels: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Blend out-of-fold probabilities with the votes of the photos that look alike.

    Parameters
    ----------
    probabilities : ndarray of float32, shape (N, K)
        Of models that have not learned from the photo they answer.
    features : ndarray of float32, shape (N, F)
        What a network sees in the photos.
    labels : ndarray of int64, shape (N,)
        Class indices, 0 to K - 1.

    Returns
    -------
    blend : ndarray of float32, shape (N, K)
        Probabilities: mostly the model's, partly the votes.
    neighbours : ndarray of int64, shape (N, M)
        As `core.curation.neighbours.nearest_neighbours`, M at most `NEIGHBOURS`.
    """
    neighbours = nearest_neighbours(features, NEIGHBOURS)
    counts = votes(neighbours, labels, probabilities.shape[1])
    shares = counts / max(neighbours.shape[1], 1)
    blend = (1 - _SHARE_OF_VOTES) * probabilities + _SHARE_OF_VOTES * shares
    return blend.astype(np.float32), neighbours


def self_confidence(
    labels: NDArray[np.int64], probabilities: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Return the probability of each photo's own label, shape (N,)."""
    own: NDArray[np.floating] = probabilities[np.arange(len(labels)), labels]
    return own


def ranking(labels: NDArray[np.int64], probabilities: NDArray[np.floating]) -> NDArray[np.int64]:
    """Return the positions of all photos, the most suspicious label first.

    Photos whose labels are equally probable keep their order.
    """
    return np.argsort(self_confidence(labels, probabilities), kind="stable")


def suspicions(
    labels: NDArray[np.int64],
    probabilities: NDArray[np.floating],
    neighbours: NDArray[np.int64],
) -> list[Suspicion]:
    """Return the photos for which another class is more probable than their label.

    Parameters
    ----------
    labels : ndarray of int64, shape (N,)
        Class indices.
    probabilities : ndarray of float, shape (N, K)
        As `blended` returns them.
    neighbours : ndarray of int64, shape (N, M)
        As `blended` returns them.

    Returns
    -------
    list of Suspicion
        In the order of `ranking`.
    """
    said = probabilities.argmax(axis=1)
    return [
        Suspicion(
            at,
            int(labels[at]),
            int(said[at]),
            float(probabilities[at, said[at]]),
            float(probabilities[at, labels[at]]),
            tuple(neighbours[at, :SHOWN].tolist()),
        )
        for at in ranking(labels, probabilities).tolist()
        if said[at] != labels[at]
    ]
