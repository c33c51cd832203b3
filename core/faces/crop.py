"""The square of a photo that a network sees: where it lies, and its pixels.

Training, prediction, explanation and export all cut faces here, so that they cannot differ.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from core.faces.face import Face

Pixels = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]
Affine = npt.NDArray[np.float64]

SIDE_PER_BOX = 1.15
"""Side of the crop over the longer side of the face's box: as much around it as in FER-2013."""

CENTRE_DOWN = 0.02
"""How far the crop's centre lies below that of the box, towards the chin, in longer sides of it."""

LEAST_EYE_DISTANCE = 0.2
"""Eyes nearer to each other than this share of the box's width (a profile) tell no angle."""


@dataclass(frozen=True)
class Crop:
    """A square of a photo, turned so that the eyes are level.

    Parameters
    ----------
    x, y : float
        Centre, as fractions of the photo's width and height.
    side : float
        Side of the square as a fraction of the photo's width; above 0.
    angle : float, optional
        Degrees that the square is turned clockwise against the photo, -180 to 180.
    """

    x: float
    y: float
    side: float
    angle: float = 0.0

    def to_json(self) -> dict[str, float]:
        """Return the crop as a JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Crop:
        """Return the crop that `to_json` described."""
        return cls(**value)

    def to_photo(self, width: int, height: int, size: int) -> Affine:
        """Return the map from the crop's pixels to the photo's.

        Parameters
        ----------
        width, height : int
            Size of the photo in pixels.
        size : int
            Side of the crop in pixels.

        Returns
        -------
        ndarray of float64, shape (2, 3)
            Applied to (x, y, 1) of a point in the crop; whole numbers are centres of pixels.
        """
        scale = self.side * width / size
        angle = math.radians(self.angle)
        across = np.array([math.cos(angle), math.sin(angle)]) * scale
        down = np.array([-math.sin(angle), math.cos(angle)]) * scale
        centre = np.array([self.x * width, self.y * height]) - 0.5
        corner = centre - (across + down) * (size - 1) / 2
        return np.stack([across, down, corner], axis=1)

    def corners(self, width: int, height: int) -> list[tuple[float, float]]:
        """Return its four corners in a photo of this size, in pixels, clockwise."""
        ends = np.array([[-0.5, -0.5, 1], [0.5, -0.5, 1], [0.5, 0.5, 1], [-0.5, 0.5, 1]])
        points = ends @ self.to_photo(width, height, 1).T
        return [(float(x), float(y)) for x, y in points]


def crop_of(face: Face, photo_width: int, photo_height: int) -> Crop:
    """Return the square around a face, turned so that its eyes are level.

    Parameters
    ----------
    face : Face
        The face.
    photo_width, photo_height : int
        Size of its photo in pixels; they turn fractions into lengths.

    Returns
    -------
    Crop
        Around the face's box. A face without landmarks, or seen from the side, is not turned.
    """
    left, top, width, height = face.box
    longer = max(width * photo_width, height * photo_height)
    angle = _angle_of_eyes(face, photo_width, photo_height)
    down = CENTRE_DOWN * longer
    return Crop(
        x=left + width / 2 - down * math.sin(math.radians(angle)) / photo_width,
        y=top + height / 2 + down * math.cos(math.radians(angle)) / photo_height,
        side=SIDE_PER_BOX * longer / photo_width,
        angle=angle,
    )


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


def _angle_of_eyes(face: Face, photo_width: int, photo_height: int) -> float:
    """Return the slope from the right eye to the left in degrees, clockwise."""
    if len(face.landmarks) < 2:  # noqa: PLR2004 - two eyes
        return 0.0
    right, left = face.landmarks[:2]
    across = (left[0] - right[0]) * photo_width
    down = (left[1] - right[1]) * photo_height
    if math.hypot(across, down) < LEAST_EYE_DISTANCE * face.box[2] * photo_width:
        return 0.0
    return math.degrees(math.atan2(down, across))
