"""Faces cut out for showing: what the computer will see of a person's photos."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from core.dataset.face_marks import faces_of
from core.dataset.framing import FACES
from core.dataset.records import PictureQuery, PictureRecord
from core.dataset.store import DatasetStore
from core.errors import PictureRefused
from core.faces.crop import Crop, crop_of
from core.faces.face import Face
from core.framing import kept_crop, read_framed

SIDE = 112
_QUALITY = 88


def face_squares(store: DatasetStore, record: PictureRecord) -> list[bytes]:
    """Return the faces of a photo as JPEGs of 112 pixels, the largest first.

    A photo whose file is gone or damaged has none to show.
    """
    faces = [Face.from_json(each) for each in faces_of(store, record.id)]
    crops = [kept_crop(crop_of(face, record.width, record.height)) for face in faces]
    return _squares(store, record, crops)


def example_squares(store: DatasetStore, framing: str, count: int = 8) -> list[bytes]:
    """Return some photos of a set as the computer would see them.

    Parameters
    ----------
    store : DatasetStore
        The set.
    framing : {"faces", "whole"}
        Whether the largest face is cut out of each, or the photo is pressed into a square.
    count : int, optional
        How many at most.
    """
    if framing == FACES:
        alone = store.pictures(PictureQuery(faces="one"), limit=count)
        records = alone + store.pictures(PictureQuery(faces="several"), limit=count)
        return [square for each in records[:count] for square in face_squares(store, each)[:1]]
    records = store.pictures(limit=count)
    return [square for each in records for square in _squares(store, each, [None])]


def _squares(
    store: DatasetStore, record: PictureRecord, crops: list[Crop] | list[None]
) -> list[bytes]:
    try:
        data = store.workspace.picture(record.id, record.suffix).read_bytes()
        return [_jpeg(data, crop) for crop in crops]
    except (OSError, PictureRefused):
        return []


def _jpeg(data: bytes, crop: Crop | None) -> bytes:
    stream = BytesIO()
    Image.fromarray(read_framed(data, SIDE, crop)).save(stream, "JPEG", quality=_QUALITY)
    return stream.getvalue()
