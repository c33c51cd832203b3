"""Places in the square that a network sees, and how much of a map lies in them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from core.faces.crop import CENTRE_DOWN, SIDE_PER_BOX

Box = tuple[float, float, float, float]
Mask = NDArray[np.float32]

FACE_BOX: Box = (
    0.5 - 0.5 / SIDE_PER_BOX,
    0.5 - (0.5 + CENTRE_DOWN) / SIDE_PER_BOX,
    0.5 + 0.5 / SIDE_PER_BOX,
    0.5 + (0.5 - CENTRE_DOWN) / SIDE_PER_BOX,
)
"""Where the face's box lies in a crop of it: left, top, right, bottom in fractions of the side."""

_OVAL = (0.5, 0.54, 0.33, 0.42)
"""Centre and half axes of the face in a crop of it, or of the middle of a photo."""

FACE_PARTS: Mapping[str, Box] = MappingProxyType(
    {
        "eyes": (0.14, 0.26, 0.86, 0.47),
        "nose and cheeks": (0.14, 0.47, 0.86, 0.62),
        "mouth": (0.16, 0.62, 0.84, 0.88),
    }
)
"""Parts of an aligned face in its crop; the rest is the edge.

In crops of FER-2013 the detector's landmarks lie at heights of 0.38 (eyes), 0.56 (tip of the nose)
and 0.70 (corners of the mouth), with standard deviations of 0.03 to 0.04.
"""

PHOTO_PARTS: Mapping[str, Box] = MappingProxyType(
    {
        "middle": (0.25, 0.25, 0.75, 0.75),
        "top left": (0.0, 0.0, 0.5, 0.5),
        "top right": (0.5, 0.0, 1.0, 0.5),
        "bottom left": (0.0, 0.5, 0.5, 1.0),
        "bottom right": (0.5, 0.5, 1.0, 1.0),
    }
)
"""Parts of a photo; each pixel belongs to the first that holds it."""

_FINE = 96


def box_mask(box: Box, side: int) -> Mask:
    """Return how much of each pixel lies in a box.

    Parameters
    ----------
    box : tuple of float
        Left, top, right, bottom in fractions of the side.
    side : int
        Side of the mask in pixels.

    Returns
    -------
    ndarray of float32, shape (side, side)
        0 to 1.
    """
    left, top, right, bottom = (end * side for end in box)
    edges = np.arange(side)
    down = np.clip(np.minimum(edges + 1, bottom) - np.maximum(edges, top), 0, 1)
    across = np.clip(np.minimum(edges + 1, right) - np.maximum(edges, left), 0, 1)
    return np.asarray(np.outer(down, across), np.float32)


def oval_mask(side: int) -> Mask:
    """Return the oval in which a face lies in its crop, 0 or 1, float32 ``(side, side)``."""
    at = (np.arange(side) + 0.5) / side
    x, y, wide, high = _OVAL
    inside = ((at[None, :] - x) / wide) ** 2 + ((at[:, None] - y) / high) ** 2 <= 1
    return inside.astype(np.float32)


def part_masks(*, faces: bool) -> dict[str, Mask]:
    """Return masks that share out the square: parts of a face, or of any photo.

    Parameters
    ----------
    faces : bool
        Whether the square is an aligned crop of a face.

    Returns
    -------
    dict of str to ndarray of float32, shape (96, 96)
        They add up to 1 in every pixel.
    """
    left = np.ones((_FINE, _FINE), np.float32)
    masks = {}
    for name, box in (FACE_PARTS if faces else PHOTO_PARTS).items():
        masks[name] = np.minimum(box_mask(box, _FINE), left)
        left = left - masks[name]
    if faces:
        masks["edge"] = left
    return masks


def shares_inside(maps: NDArray[np.float32], masks: Mask) -> NDArray[np.float64]:
    """Return the share of each map's positive part that lies in a mask.

    Parameters
    ----------
    maps : ndarray of float32, shape (N, h, w)
        Negative values count as 0.
    masks : ndarray of float32, shape (S, S) or (N, S, S)
        0 to 1; one for all maps, or one each. Averaged over the cells of the maps.

    Returns
    -------
    ndarray of float64, shape (N,)
        0 to 1; NaN for a map without anything positive.
    """
    positive = np.maximum(maps, 0).astype(np.float64)
    size = (maps.shape[2], maps.shape[1])
    each = np.broadcast_to(masks, (len(maps), *masks.shape[-2:]))
    if masks.ndim == 2:  # noqa: PLR2004 - one mask for all
        weight = _fitted(masks, size)[None]
    else:
        weight = np.stack([_fitted(mask, size) for mask in each])
    total = positive.sum(axis=(1, 2))
    inside = (positive * weight).sum(axis=(1, 2))
    shares = np.full(len(maps), np.nan)
    np.divide(inside, total, out=shares, where=total > 0)
    return shares


def _fitted(mask: Mask, size: tuple[int, int]) -> Mask:
    grown = mask.shape[0] < size[1]
    how = cv2.INTER_LINEAR if grown else cv2.INTER_AREA
    return np.asarray(cv2.resize(np.ascontiguousarray(mask), size, interpolation=how), np.float32)
