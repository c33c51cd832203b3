"""Fingerprints of photos that are not at hand: which blocks are brighter than the mean.

A bit for each block of a description (`core.evaluation.look_alikes.signatures`). That is enough to
know a copy again, mirrored, brighter or compressed, and too little to draw the photo.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.evaluation.look_alikes import SIDE, mirrored

SAME = 0.96
"""Share of equal bits from which two photos are taken for copies of one."""

_CHUNK = 512


def fingerprints(described: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the fingerprints of photos.

    Parameters
    ----------
    described : ndarray of float32, shape (N, SIDE * SIDE)
        As `core.evaluation.look_alikes.signatures` returns them.

    Returns
    -------
    ndarray of uint8, shape (N, SIDE * SIDE / 8)
        Eight blocks a byte.
    """
    return np.packbits(described > 0, axis=1)


def recognised(described: NDArray[np.float32], prints: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Say which photos are copies of those that left fingerprints.

    Parameters
    ----------
    described : ndarray of float32, shape (N, SIDE * SIDE)
        As for `fingerprints`; photos of one grey are copies of nothing.
    prints : ndarray of uint8, shape (M, SIDE * SIDE / 8)
        Fingerprints; M at least 1.

    Returns
    -------
    ndarray of bool, shape (N,)
    """
    known = _signs(np.unpackbits(prints, axis=1))
    found = np.zeros(len(described), bool)
    for start in range(0, len(described), _CHUNK):
        rows = described[start : start + _CHUNK]
        for turned in (rows, mirrored(rows)):
            equal = (_signs(turned > 0) @ known.T / SIDE**2 + 1) / 2
            found[start : start + _CHUNK] |= equal.max(axis=1) >= SAME
    return found & described.any(axis=1)


def _signs(bits: NDArray[np.uint8] | NDArray[np.bool_]) -> NDArray[np.float32]:
    signs: NDArray[np.float32] = np.where(bits, 1, -1).astype(np.float32)
    return signs
