"""Photos that show the same picture: copies, mirrored, cropped, resized, turned a little.

Candidates are found by coarse greys: each photo, ten crops of it and the mirror images of all
eleven are held against each photo as it is. A candidate counts if the finer greys of the one can be
put together from the other, its shifts, its small turns and stretches: the tangent distance
(Simard, LeCun and Denker 1993). Two photos of different people rarely pass, however alike they
are posed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

SIDE = 32
"""Side in pixels of the greys that photos are compared by."""

SAME = 0.92
"""Share of a photo that the other one has to explain to be the same picture."""

_COARSE, _FINE = 8, 24
_COARSE_WIDTH, _FINE_WIDTH = 0.25, 0.3  # of the window, as a share of the photo
_CANDIDATE = 0.9
_BLOCK = 256
_FLAT = 1e-3
_EDGES = ((0.0, 0.9), (0.05, 0.95), (0.1, 1.0))
_WHOLE = (0.0, 1.0)
_CROPS = ((_WHOLE, _WHOLE), *product(_EDGES, _EDGES))

Greys = NDArray[np.float32]
Span = tuple[float, float]


def same_pictures(greys: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Find the pairs of photos that show the same picture.

    Parameters
    ----------
    greys : ndarray of uint8, shape (N, SIDE, SIDE)
        Brightness, 0 to 255, the whole photo pressed into a square.

    Returns
    -------
    pairs : ndarray of int64, shape (M, 2)
        Positions, the first of each pair below the second, sorted; each pair once.
    likeness : ndarray of float32, shape (M,)
        The share of one photo that the other explains, above `SAME` and at most 1.
    """
    best: dict[tuple[int, int], float] = {}
    if not len(greys):
        return np.zeros((0, 2), np.int64), np.zeros(0, np.float32)
    whole = _coarse(greys, *_CROPS[0])
    for mirrored in (False, True):
        turned = greys[:, :, ::-1] if mirrored else greys
        for crop in _CROPS:
            for one, other in _candidates(_coarse(turned, *crop), whole):
                for low, high, likeness in _confirmed(turned, greys, one, other, crop):
                    best[low, high] = max(best.get((low, high), 0.0), likeness)
    pairs = np.array(sorted(best), np.int64).reshape(-1, 2)
    return pairs, np.array([best[low, high] for low, high in pairs.tolist()], np.float32)


def groups(count: int, pairs: NDArray[np.int64]) -> list[list[int]]:
    """Return the photos that hang together by pairs.

    Parameters
    ----------
    count : int
        Photos in all.
    pairs : ndarray of int64, shape (M, 2)
        As `same_pictures` returns them.

    Returns
    -------
    list of list of int
        Groups of two or more, each in order; the groups in order of their first photo.
    """
    leader = list(range(count))

    def find(one: int) -> int:
        while leader[one] != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    for low, high in pairs.tolist():
        first, second = sorted((find(low), find(high)))
        leader[second] = first
    members: dict[int, list[int]] = {}
    for one in range(count):
        members.setdefault(find(one), []).append(one)
    return [group for group in members.values() if len(group) > 1]


def _candidates(
    wanted: Greys, known: Greys
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    for start in range(0, len(wanted), _BLOCK):
        likely = (wanted[start : start + _BLOCK] @ known.T).ravel() > _CANDIDATE
        one, other = np.divmod(np.flatnonzero(likely) + start * len(known), len(known))
        apart = one != other
        if apart.any():
            yield one[apart], other[apart]


def _confirmed(
    turned: NDArray[np.uint8],
    greys: NDArray[np.uint8],
    one: NDArray[np.int64],
    other: NDArray[np.int64],
    crop: tuple[Span, Span],
) -> Iterator[tuple[int, int, float]]:
    for start in range(0, len(one), _BLOCK):
        left, right = one[start : start + _BLOCK], other[start : start + _BLOCK]
        seen = _resampled(turned[left], _FINE, *crop)
        known, place = np.unique(right, return_inverse=True)
        bases = _tangents(_resampled(greys[known], _FINE, *_CROPS[0]))[place]
        explained = _explained(seen, bases)
        for at in np.flatnonzero(explained > SAME).tolist():
            low, high = sorted((int(left[at]), int(right[at])))
            yield low, high, min(float(explained[at]), 1.0)


def _coarse(greys: NDArray[np.uint8], rows: Span, columns: Span) -> Greys:
    """Return windowed coarse greys of mean 0 and length 1; all 0 for a photo of one grey."""
    seen = _windowed(_resampled(greys, _COARSE, rows, columns), _COARSE_WIDTH)
    lengths = np.linalg.norm(seen, axis=1, keepdims=True)
    found: Greys = np.divide(seen, lengths, out=np.zeros_like(seen), where=lengths > _FLAT)
    return found


def _tangents(seen: Greys) -> Greys:
    """Return an orthonormal basis ``(N, P, 8)`` of a photo and its small changes.

    Brightness, contrast, a shift in both directions, and the four linear maps.
    """
    down, right = np.gradient(seen, axis=(1, 2))
    middle = (np.arange(_FINE, dtype=np.float32) + 0.5) / _FINE - 0.5
    y, x = middle[:, None], middle[None, :]
    changes = [np.ones_like(seen), seen, right, down, right * x, right * y, down * x, down * y]
    stacked = np.stack(changes, axis=-1).reshape(len(seen), _FINE**2, len(changes))
    basis, _ = np.linalg.qr(stacked * _window(_FINE, _FINE_WIDTH)[:, None])
    found: Greys = basis.astype(np.float32)
    return found


def _explained(seen: Greys, bases: Greys) -> NDArray[np.float32]:
    rows = _windowed(seen, _FINE_WIDTH)
    inside = np.einsum("npk,np->nk", bases, rows, optimize=True)
    whole = (rows**2).sum(axis=1)
    found: NDArray[np.float32] = (inside**2).sum(axis=1) / (whole + _FLAT)
    return found


def _windowed(seen: Greys, width: float) -> Greys:
    window = _window(seen.shape[1], width)
    rows = seen.reshape(len(seen), -1)
    found: Greys = (rows - (rows @ window**2)[:, None]) * window
    return found


def _resampled(greys: NDArray[np.uint8], side: int, rows: Span, columns: Span) -> Greys:
    lines = _shares(side, rows).T @ greys.astype(np.float32)
    found: Greys = lines @ _shares(side, columns)
    return found


@cache
def _window(side: int, width: float) -> NDArray[np.float32]:
    """Return roots of weights that favour the middle, their squares adding up to 1."""
    middle = (np.arange(side) + 0.5) / side - 0.5
    weights = np.exp(-(middle[:, None] ** 2 + middle**2) / (2 * width**2))
    root: NDArray[np.float32] = np.sqrt(weights / weights.sum()).ravel().astype(np.float32)
    return root


@cache
def _shares(side: int, span: Span) -> Greys:
    """Return by how much each of `SIDE` pixels counts in each of ``side`` blocks of a part."""
    edges = np.linspace(span[0] * SIDE, span[1] * SIDE, side + 1)
    pixel = np.arange(SIDE)[:, None]
    covered = np.clip(np.minimum(pixel + 1, edges[1:]) - np.maximum(pixel, edges[:-1]), 0, None)
    found: Greys = (covered / covered.sum(axis=0)).astype(np.float32)
    return found
