"""From a photo to the square that a network sees: the whole photo squashed, or a face cut out.

Training, prediction and explanation all come here, so that they cannot differ.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.dataset.face_itself import is_face_itself
from core.dataset.images import Pixels, read_for_model, read_reduced
from core.faces.crop import Crop, crop_of, kept_crop
from core.faces.cutting import cut
from core.faces.detector import FaceDetector
from core.faces.face_sizes import LONGEST

_REDUCTIONS = (8, 4, 2)
"""What a JPEG can be decoded at a fraction of, the smallest first."""


@dataclass(frozen=True)
class FramedPhoto:
    """The squares around the faces in a photo.

    Parameters
    ----------
    width, height : int
        Of the photo in pixels.
    is_face : bool
        Whether the photo is so small that it counts as a face itself; then none is looked for.
    crops : tuple of Crop
        The largest face first.
    """

    width: int
    height: int
    is_face: bool
    crops: tuple[Crop, ...]


def read_framed(data: bytes, size: int, crop: Crop | None = None) -> Pixels:
    """Decode a picture to the square a network takes.

    Parameters
    ----------
    data : bytes
        A stored picture or a file as it came.
    size : int
        Side of the square in pixels.
    crop : Crop, optional
        The part to cut out; left out, the whole picture is squashed to a square.

    Returns
    -------
    ndarray of uint8, shape (size, size, 3)
        Upright RGB, 0 to 255.

    Raises
    ------
    PictureRefused
        As `core.dataset.images.read_picture`.
    """
    if crop is None:
        return read_for_model(data, size)
    enough = math.ceil(2 * size / crop.side)
    return cut(read_reduced(data, enough).pixels, crop, size)


def read_crops(data: bytes, size: int, framed: FramedPhoto, number: int | None) -> list[Pixels]:
    """Decode the squares around the faces in a picture, each as `read_framed` does.

    The picture is decoded once for all faces that `read_framed` would decode it alike for.

    Parameters
    ----------
    data : bytes
        The file as it came.
    size : int
        Side of the squares in pixels.
    framed : FramedPhoto
        What `frame_faces` said about it.
    number : int or None
        How many of the largest faces; None for all.

    Raises
    ------
    PictureRefused
        As `core.dataset.images.read_picture`.
    """
    shortest = min(framed.width, framed.height)
    decoded: dict[int, Pixels] = {}
    squares = []
    for crop in framed.crops[:number]:
        enough = math.ceil(2 * size / crop.side)
        reduction = next((each for each in _REDUCTIONS if shortest // enough >= each), 1)
        if reduction not in decoded:
            decoded[reduction] = read_reduced(data, enough).pixels
        squares.append(cut(decoded[reduction], crop, size))
    return squares


def frame_faces(data: bytes, detector: FaceDetector) -> FramedPhoto:
    """Find the faces in a picture, and the square around each.

    Raises
    ------
    PictureRefused
        As `core.dataset.images.read_picture`.
    """
    picture = read_reduced(data, LONGEST)
    width, height = picture.width, picture.height
    if is_face_itself(width, height):
        return FramedPhoto(width, height, is_face=True, crops=())
    crops = tuple(kept_crop(crop_of(face, width, height)) for face in detector.find(picture.pixels))
    return FramedPhoto(width, height, is_face=False, crops=crops)
