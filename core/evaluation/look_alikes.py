"""Photos that look nearly the same as one of another set: arrays in, arrays out.

A photo is described by the mean greys of 12 x 12 blocks, less their mean and at unit length, so
that the product of two descriptions is their correlation. It survives what copies on the web go
through (other size, other compression, brightness, contrast, a slightly other crop); mirror images
are looked for as well. Two different photos of faces rarely correlate above 0.95 this way.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.evaluation.validation import check_pixels

SIDE = 12
"""Blocks along each side of a photo; also the smallest photo that can be described, in pixels."""

ALIKE = 0.95
"""Photos that correlate more than this are taken for nearly the same one."""

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601, as Pillow's "L"
_FLAT = 1e-3
_BLOCK = 1024


def signatures(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Describe photos by the greys of their blocks.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (N, S, S, 3)
        RGB, 0 to 255; S at least `SIDE`.

    Returns
    -------
    ndarray of float32, shape (N, SIDE * SIDE)
        Rows of mean 0 and length 1, the blocks row by row; all 0 for a photo of one grey, which
        is like no other.

    Raises
    ------
    ValueError
        If the pixels have another shape or type.
    """
    checked = check_pixels(pixels, SIDE)
    number, size = checked.shape[:2]
    shares = _block_shares(size)
    lines = shares.T @ checked.reshape(number, size, -1).astype(np.float32)
    greys = (lines.reshape(number, SIDE, size, 3) @ _LUMA) @ shares
    rows = greys.reshape(number, -1)
    rows -= rows.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    described: NDArray[np.float32] = np.divide(
        rows, lengths, out=np.zeros_like(rows), where=lengths > _FLAT
    ).astype(np.float32)
    return described


def nearest(
    wanted: NDArray[np.float32], known: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Find for each photo the most similar of a set, as it is or mirrored left to right.

    Parameters
    ----------
    wanted : ndarray of float32, shape (N, SIDE * SIDE)
        As `signatures` returns them.
    known : ndarray of float32, shape (M, SIDE * SIDE)
        The set; M at least 1.

    Returns
    -------
    position : ndarray of int64, shape (N,)
        Where the most similar photo stands in ``known``.
    similarity : ndarray of float32, shape (N,)
        Their correlation, -1 to 1.
    """
    position = np.zeros(len(wanted), np.int64)
    similarity = np.full(len(wanted), -1, np.float32)
    for start in range(0, len(wanted), _BLOCK):
        rows = slice(start, start + _BLOCK)
        for turned in (wanted[rows], mirrored(wanted[rows])):
            products = turned @ known.T
            best = products.argmax(axis=1)
            value = products[np.arange(len(best)), best]
            better = value > similarity[rows]
            position[rows][better] = best[better]
            similarity[rows][better] = value[better]
    return position, np.clip(similarity, -1, 1)


def mirrored(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the descriptions of the mirror images of photos."""
    blocks = rows.reshape(-1, SIDE, SIDE)
    return np.ascontiguousarray(blocks[:, :, ::-1]).reshape(len(rows), -1)


def _block_shares(size: int) -> NDArray[np.float32]:
    """Return by how much each of ``size`` pixels counts in the mean of each block."""
    edges = np.linspace(0, size, SIDE + 1)
    pixel = np.arange(size)[:, None]
    covered = np.minimum(pixel + 1, edges[1:]) - np.maximum(pixel, edges[:-1])
    shares: NDArray[np.float32] = (np.clip(covered, 0, 1) * SIDE / size).astype(np.float32)
    return shares
