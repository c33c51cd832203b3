"""What a network is shown of a photo: the whole of it, or each face found in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.faces.crop import Crop
from core.faces.cutting import paste
from core.faces.detector import FaceDetector
from core.framing import frame_faces, read_crops, read_framed

_MAP_SIDE = 512


@dataclass(frozen=True)
class Seen:
    """The squares of one photo that a network looks at.

    Parameters
    ----------
    squares : list of ndarray of uint8, shape (S, S, 3)
        At least one; RGB, 0 to 255.
    crops : tuple of Crop
        Where each square was cut out, the largest face first; empty where the one square is the
        whole photo.
    width, height : int
        Shape of the photo, its longer side 512: heat maps are laid back into that.
    face_count : int or None
        Faces found; None where nobody looked for any.
    faceless : bool
        Whether faces were looked for in vain.
    notice : str
        What a person should know, as whole sentences; mostly empty.
    """

    squares: list[NDArray[np.uint8]]
    crops: tuple[Crop, ...]
    width: int
    height: int
    face_count: int | None
    faceless: bool
    notice: str

    def in_photo(self, evidence: NDArray[np.float32], number: int) -> NDArray[np.float32]:
        """Return a map over one square as a map over the whole photo, 0 where nobody looked."""
        if not self.crops:
            return evidence
        return paste(evidence, self.crops[number], self.width, self.height).clip(0, 1)

    def corners(self, number: int) -> list[list[float]]:
        """Return the corners of a square as (x, y) in fractions of the photo, clockwise."""
        points = self.crops[number].corners(self.width, self.height)
        return [[x / self.width, y / self.height] for x, y in points]


def see(
    data: bytes, size: int, detector: FaceDetector | None, *, largest_only: bool = False
) -> Seen:
    """Return what a network is shown of a photo.

    Parameters
    ----------
    data : bytes
        The file as it came.
    size : int
        Side of the squares in pixels.
    detector : FaceDetector or None
        Finds the faces; None for a network that was taught on whole photos.
    largest_only : bool, optional
        Whether the largest face is enough.

    Raises
    ------
    PictureRefused
        If the file is not a picture that can be read.
    """
    if detector is None:
        return Seen([read_framed(data, size)], (), size, size, None, False, "")
    framed = frame_faces(data, detector)
    crops = framed.crops[:1] if largest_only else framed.crops
    squares = read_crops(data, size, framed, len(crops)) or [read_framed(data, size)]
    longer = max(framed.width, framed.height)
    return Seen(
        squares,
        crops,
        round(_MAP_SIDE * framed.width / longer),
        round(_MAP_SIDE * framed.height / longer),
        len(framed.crops),
        not (framed.crops or framed.is_face),
        detector.notice,
    )
