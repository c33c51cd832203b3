"""What a training on faces learns from: which squares of which labelled photos."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from core.dataset.face_itself import is_face_itself
from core.dataset.face_marks import FacedPicture, faced_pictures
from core.dataset.store import DatasetStore
from core.faces.crop import crop_of, kept_crop
from core.faces.face import Face

CropValues = tuple[float, float, float, float]


@dataclass(frozen=True)
class Example:
    """One square of a photo.

    Parameters
    ----------
    crop : tuple of float or None
        The values of a `core.faces.crop.Crop` in its order; None for the whole photo.
    face : int or None
        Number of the face where the photo is there more than once.
    """

    crop: CropValues | None = None
    face: int | None = None


def face_examples(store: DatasetStore, *, labelled: bool = True) -> dict[str, list[Example]]:
    """Return what every (labelled) photo in use gives to learn from, by id.

    Returns
    -------
    dict of str to list of Example
        The chosen face; all of them where a person said so; the whole photo where it is so small
        that it is a face itself; nothing where no face was found.
    """
    known = faced_pictures(store, labelled=labelled)
    return {picture: _examples(each) for picture, each in known.items()}


def typical_side(store: DatasetStore) -> int | None:
    """Return the median side of those squares in pixels, None if there is none."""
    sides = [
        example.crop[2] * known.width if example.crop else max(known.width, known.height)
        for known in faced_pictures(store).values()
        for example in _examples(known)
    ]
    return round(median(sides)) if sides else None


def _crop_values(face: Face, width: int, height: int) -> CropValues:
    crop = kept_crop(crop_of(face, width, height))
    return crop.x, crop.y, crop.side, crop.angle


def _examples(known: FacedPicture) -> list[Example]:
    if is_face_itself(known.width, known.height):
        return [Example()]
    crops = {
        number: _crop_values(Face.from_json(document), known.width, known.height)
        for number, document in known.faces.items()
    }
    if len(crops) == 1:
        return [Example(crop) for crop in crops.values()]
    return [Example(crop, number) for number, crop in crops.items()]
