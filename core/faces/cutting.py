"""Squares cut out of photos, and laid back into them, by OpenCV.

`core.bundle.resampling` does the same without it.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from core.faces.crop import Crop

Pixels = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]


def cut(pixels: Pixels, crop: Crop, size: int) -> Pixels:
    """Cut a crop out of a photo, turned and scaled in a single warp.

    Bilinear; a photo that is made smaller is averaged over areas first, so that nothing aliases.
    What lies beyond the photo's edge repeats its outermost pixels.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (H, W, 3)
        RGB, 0 to 255.
    crop : Crop
        Which square.
    size : int
        Side of the result in pixels.

    Returns
    -------
    ndarray of uint8, shape (size, size, 3)
        RGB, 0 to 255.
    """
    reduced = _reduced(pixels, crop.side * pixels.shape[1] / size)
    height, width = reduced.shape[:2]
    warped = cv2.warpAffine(
        reduced,
        crop.to_photo(width, height, size),
        (size, size),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(warped, np.uint8)


def paste(plane: Plane, crop: Crop, width: int, height: int) -> Plane:
    """Lay something seen in a crop back where it belongs in the photo.

    Parameters
    ----------
    plane : ndarray of float32, shape (S, S)
        Over the crop.
    crop : Crop
        Where it was cut out.
    width, height : int
        Size of the result in pixels.

    Returns
    -------
    ndarray of float32, shape (height, width)
        0 outside the crop.
    """
    to_photo = crop.to_photo(width, height, plane.shape[0])
    return np.asarray(cv2.warpAffine(plane, to_photo, (width, height)), np.float32)


def _reduced(pixels: Pixels, factor: float) -> Pixels:
    """Return a photo shrunk by ``factor``, itself where that is 1 or less."""
    if factor <= 1:
        return np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    size = (max(1, round(width / factor)), max(1, round(height / factor)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
