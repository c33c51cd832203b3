"""The square of a photo that a network sees: where it lies.

Training, prediction, explanation and what is taken away all come here, so that they cannot differ.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.faces.face import Face

Affine = npt.NDArray[np.float64]

SIDE_PER_BOX = 1.15
"""Side of the crop over the longer side of the face's box: as much around it as in FER-2013."""

CENTRE_DOWN = 0.02
"""How far the crop's centre lies below that of the box, towards the chin, in longer sides of it."""

LEAST_EYE_DISTANCE = 0.2
"""Eyes nearer to each other than this share of the box's width (a profile) tell no angle."""

STEPS = 256
"""Squares of this size lie side by side at that many places: fine for an eye, but coarse beside the
last bit in which two computers' face finders differ."""

STEPS_PER_DEGREE = 4


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


def kept_crop(crop: Crop) -> Crop:
    """Return a crop as exact as it is kept, so that all computers cut out the same pixels.

    Its place and side are moved to a grid of about 1/256 of the side, its angle to quarters of a
    degree.
    """
    step = 2.0 ** round(math.log2(crop.side)) / STEPS
    x, y, side = (step * round(value / step) for value in (crop.x, crop.y, crop.side))
    return Crop(x, y, side, round(crop.angle * STEPS_PER_DEGREE) / STEPS_PER_DEGREE)


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
