"""Photos made smaller, larger and turned just as OpenCV does it, by numpy alone.

A bundle has no OpenCV. A grey level of difference here and there moves an answer, so the arithmetic
is OpenCV's own, roundings included: float32 sums for areas, 11 bits for weights when a photo is
made larger, steps of 1/32 of a pixel when it is turned.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Affine = npt.NDArray[np.float64]
Taps = tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]

_WEIGHT_ONE = 2048
_STEPS = 32
_STEP_BITS = 5
_FINER = 1024
_LEAST = 1e-3


def shrink(pixels: Pixels, width: int, height: int) -> Pixels:
    """Return a photo made smaller, each pixel the mean of the area it covers (``INTER_AREA``).

    Parameters
    ----------
    pixels : ndarray of uint8, shape (H, W, 3)
        0 to 255.
    width, height : int
        Of the result; at most W and H.
    """
    rows, columns = pixels.shape[:2]
    if (width, height) == (columns, rows):
        return pixels
    if columns % width == 0 and rows % height == 0:
        return _shrink_evenly(pixels, width, height)
    across = _summed(pixels.astype(np.float32), _covered(columns, width), axis=1)
    return _rounded(_summed(across, _covered(rows, height), axis=0))


def enlarge(pixels: Pixels, width: int, height: int) -> Pixels:
    """Return a photo made larger, bilinear (``INTER_LINEAR``).

    Parameters
    ----------
    pixels : ndarray of uint8, shape (H, W, 3)
        0 to 255.
    width, height : int
        Of the result; at least W and H.
    """
    rows, columns = pixels.shape[:2]
    left, right, near, far = _between(columns, width, hold_edges=True)
    values = pixels.astype(np.int64)
    across = values[:, left] * near[:, None] + values[:, right] * far[:, None]
    above, below, near, far = _between(rows, height, hold_edges=False)
    upper = (near[:, None, None] * (across[above] >> 4)) >> 16
    lower = (far[:, None, None] * (across[below] >> 4)) >> 16
    return _pixels((upper + lower + 2) >> 2)


def warp(pixels: Pixels, to_photo: Affine, size: int) -> Pixels:
    """Return a square cut out of a photo, bilinear, edges repeated (``warpAffine``).

    Parameters
    ----------
    pixels : ndarray of uint8, shape (H, W, 3)
        0 to 255.
    to_photo : ndarray of float64, shape (2, 3)
        From the result's pixels to the photo's.
    size : int
        Side of the result in pixels.
    """
    x, y = (_fixed_point(row, size) for row in to_photo)
    left, top = x >> _STEP_BITS, y >> _STEP_BITS
    right_share, low_share = ((each & (_STEPS - 1))[..., None] for each in (x, y))
    rows, columns = pixels.shape[:2]

    def at(down: int, along: int) -> npt.NDArray[np.int64]:
        near = np.clip(top + down, 0, rows - 1), np.clip(left + along, 0, columns - 1)
        return np.asarray(pixels[near], np.int64)

    upper = (_STEPS - right_share) * at(0, 0) + right_share * at(0, 1)
    lower = (_STEPS - right_share) * at(1, 0) + right_share * at(1, 1)
    total = (_STEPS - low_share) * upper + low_share * lower
    return _pixels((total + _STEPS * _STEPS // 2) // (_STEPS * _STEPS))


def _shrink_evenly(pixels: Pixels, width: int, height: int) -> Pixels:
    down, along = pixels.shape[0] // height, pixels.shape[1] // width
    parts = pixels.reshape(height, down, width, along, pixels.shape[2])
    total = parts.sum((1, 3), dtype=np.int64)
    if (down, along) == (2, 2):
        return _pixels((total + 2) >> 2)
    return _rounded(total.astype(np.float32) * np.float32(1 / (down * along)))


def _covered(source: int, target: int) -> Taps:
    """Return for each pixel of the result which pixels it covers, and the share of each."""
    scale = source / target
    every = [_covered_by(pixel, scale, source) for pixel in range(target)]
    most = max(len(each) for each in every)
    at, share = np.zeros((target, most), np.int64), np.zeros((target, most), np.float32)
    for pixel, covered in enumerate(every):
        at[pixel, : len(covered)] = [place for place, _ in covered]
        share[pixel, : len(covered)] = [part for _, part in covered]
    return at, share


def _covered_by(pixel: int, scale: float, source: int) -> list[tuple[int, float]]:
    begin, end = pixel * scale, (pixel + 1) * scale
    cell = min(scale, source - begin)
    last = min(math.floor(end), source - 1)
    first = min(math.ceil(begin), last)
    covered = [(first - 1, (first - begin) / cell)] if first - begin > _LEAST else []
    covered += [(place, 1 / cell) for place in range(first, last)]
    if end - last > _LEAST:
        covered.append((last, min(end - last, 1.0, cell) / cell))
    return covered


def _summed(values: npt.NDArray[np.float32], taps: Taps, *, axis: int) -> npt.NDArray[np.float32]:
    at, share = taps
    shape = (1, -1, 1) if axis else (-1, 1, 1)
    total = values.take(at[:, 0], axis) * share[:, 0].reshape(shape)
    for place in range(1, at.shape[1]):
        total += values.take(at[:, place], axis) * share[:, place].reshape(shape)
    return np.asarray(total, np.float32)


def _between(source: int, target: int, *, hold_edges: bool) -> tuple[npt.NDArray[np.int64], ...]:
    """Return the two pixels that each pixel of the result lies between, and their weights."""
    places = ((np.arange(target) + 0.5) * (source / target) - 0.5).astype(np.float32)
    first = np.floor(places).astype(np.int64)
    share = (places - first).astype(np.float32)
    if hold_edges:
        share[(first < 0) | (first >= source - 1)] = 0
    near, far = (
        np.rint(part * np.float32(_WEIGHT_ONE)).astype(np.int64)
        for part in (np.float32(1) - share, share)
    )
    return np.clip(first, 0, source - 1), np.clip(first + 1, 0, source - 1), near, far


def _fixed_point(row: npt.NDArray[np.float64], size: int) -> npt.NDArray[np.int64]:
    """Return one coordinate of every pixel of a square, in steps of 1/32."""
    steps = np.arange(size)
    along = np.rint(row[0] * steps * _FINER).astype(np.int64)
    begin = np.rint((row[1] * steps + row[2]) * _FINER).astype(np.int64)
    return np.asarray((begin[:, None] + along + _FINER // _STEPS // 2) >> (10 - _STEP_BITS))


def _rounded(values: npt.NDArray[np.float32]) -> Pixels:
    return _pixels(np.rint(values))


def _pixels(values: npt.NDArray[Any]) -> Pixels:
    return np.asarray(values.clip(0, 255), np.uint8)
