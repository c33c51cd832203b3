"""Maps that know nothing of the network: what a real one has to beat."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

_SPREAD = 0.25

Maps = NDArray[np.float32]


def random_maps(shape: tuple[int, int, int], cells: int, seed: int = 0) -> Maps:
    """Return random maps as coarse and smooth as real ones.

    Single random pixels would be an easy rival: each is filled in from its neighbours, and nothing
    is lost.

    Parameters
    ----------
    shape : tuple of int
        ``(N, h, w)`` of the result.
    cells : int
        Independent random values along each side.
    seed : int, default 0
        Of the values.
    """
    coarse = np.random.default_rng(seed).random((shape[0], cells, cells), np.float32)
    size = (shape[2], shape[1])
    return np.stack([cv2.resize(each, size, interpolation=cv2.INTER_CUBIC) for each in coarse])


def centre_maps(shape: tuple[int, int, int]) -> Maps:
    """Return the same Gaussian for every picture, a quarter of the side wide around the middle."""
    count, height, width = shape
    down = np.linspace(-0.5, 0.5, height)[:, None] / _SPREAD
    across = np.linspace(-0.5, 0.5, width)[None, :] / _SPREAD
    one = np.exp(-(down**2 + across**2) / 2).astype(np.float32)
    return np.repeat(one[None], count, axis=0)
