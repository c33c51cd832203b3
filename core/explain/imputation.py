"""Pixels taken out of a picture, filled in from what is left around them.

A black or grey patch is itself something to see: a network may answer to its outline. Here every
missing pixel becomes the weighted mean of its neighbours plus a little noise, the linear system of
ROAD (Rong et al. 2022, arXiv:2202.00449), which leaves the least trace of what was taken out and of
its shape. It was chosen over a blurred copy of the picture, because a blur still holds the bright
mouth and the dark eyes that were to be taken away.

The system is not solved exactly, which would take longer than the networks. Coarser and coarser
means of the known pixels are pulled up and pushed back down (Gortler et al. 1996, "The Lumigraph",
doi:10.1145/237170.237200), and a few Jacobi sweeps of the system follow. What is filled in is
smooth, so that is done on a picture of at most 64 pixels a side and stretched over the hole.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

_LARGEST = 64
_SWEEPS = 6
_NOISE = 0.01 * 255
_NEIGHBOURS = np.array([[1, 2, 1], [2, 0, 2], [1, 2, 1]], np.float32) / 12
"""Direct neighbours count twice as much as diagonal ones, as in ROAD."""

Pictures = NDArray[np.float32]


def impute(pixels: NDArray[np.uint8], missing: NDArray[np.bool_], seed: int = 0) -> Pictures:
    """Fill in the missing pixels of pictures.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (N, S, S, C)
        0 to 255.
    missing : ndarray of bool, shape (N, S, S) or (S, S)
        What is taken out. Of a picture of which nothing is left, all becomes mid grey.
    seed : int, default 0
        Of the noise, whose standard deviation is one hundredth of the range.

    Returns
    -------
    ndarray of float32, shape (N, S, S, C)
        0 to 255; known pixels are unchanged.
    """
    known = ~np.broadcast_to(missing, pixels.shape[:3])[..., None]
    pictures = pixels.astype(np.float32)
    filled = _filling(pictures, known)
    noise = np.random.default_rng(seed).standard_normal(pixels.shape[1:3], np.float32)
    noisy = np.clip(filled + _NOISE * noise[..., None], 0, 255)
    return np.where(known, pictures, noisy)


def _filling(pictures: Pictures, known: NDArray[np.bool_]) -> Pictures:
    """Return pictures whose missing pixels are filled in; the others may be blurred."""
    side = pictures.shape[1]
    weight: Pictures = known.astype(np.float32)
    if side <= _LARGEST:
        return _solved(pictures, weight)
    part = _resized(weight, _LARGEST, cv2.INTER_AREA)
    total = _resized(pictures * weight, _LARGEST, cv2.INTER_AREA)
    mean: Pictures = np.divide(total, np.maximum(part, 1e-6), dtype=np.float32)
    small = _solved(mean, (part > 0).astype(np.float32))
    return _resized(small, side, cv2.INTER_LINEAR)


def _solved(pictures: Pictures, weight: Pictures) -> Pictures:
    filled = _pull_push(pictures * weight, weight)
    for _ in range(_SWEEPS):
        filled = np.where(weight > 0, pictures, _mean_of_neighbours(filled))
    return filled


def _mean_of_neighbours(pictures: Pictures) -> Pictures:
    def mean(one: Any) -> Any:
        return cv2.filter2D(one, -1, _NEIGHBOURS, borderType=cv2.BORDER_REPLICATE)

    return _each(pictures, mean)


def _resized(pictures: Pictures, side: int, how: int) -> Pictures:
    return _each(pictures, lambda one: cv2.resize(one, (side, side), interpolation=how))


def _each(pictures: Pictures, change: Callable[[Any], Any]) -> Pictures:
    """Change pictures one by one; of a single channel OpenCV drops the axis, here it stays."""
    changed = np.stack([change(np.ascontiguousarray(one)) for one in pictures])
    return changed.reshape(*changed.shape[:3], pictures.shape[3])


def _pull_push(weighted: Pictures, weight: Pictures) -> Pictures:
    """Return pictures without holes, from sums of known values and how much is known of each."""
    height, width = weight.shape[1:3]
    if max(height, width) == 1:
        return np.where(weight > 0, weighted / np.maximum(weight, 1e-6), np.float32(127.5))
    coarse_sum, coarse_weight = _halved(weighted), _halved(weight)
    share = np.reciprocal(np.maximum(coarse_weight, 1), dtype=np.float32)
    coarse = _pull_push(coarse_sum * share, coarse_weight * share)
    behind = _mean_of_neighbours(coarse).repeat(2, axis=1).repeat(2, axis=2)[:, :height, :width]
    return weighted + (1 - weight) * behind


def _halved(values: Pictures) -> Pictures:
    """Return sums over squares of 2 x 2."""
    height, width = values.shape[1:3]
    even = np.pad(values, ((0, 0), (0, height % 2), (0, width % 2), (0, 0)))
    rows = even[:, ::2] + even[:, 1::2]
    return rows[:, :, ::2] + rows[:, :, 1::2]
