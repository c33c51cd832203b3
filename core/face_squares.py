"""Faces cut out for showing: what the computer will see of a person's photos."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import zip_longest

from PIL import Image

from core.dataset.face_marks import faces_of
from core.dataset.framing import FACES
from core.dataset.records import PictureQuery, PictureRecord
from core.dataset.store import DatasetStore
from core.errors import PictureRefused
from core.faces.crop import Crop, crop_of, kept_crop
from core.faces.face import Face
from core.framing import read_framed

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
        alone = _of_all_classes(store, PictureQuery(faces="one"), count)
        records = alone + _of_all_classes(store, PictureQuery(faces="several"), count)
        return [square for each in records[:count] for square in face_squares(store, each)[:1]]
    records = _of_all_classes(store, PictureQuery(), count)
    return [square for each in records for square in _squares(store, each, [None])]


def _of_all_classes(store: DatasetStore, query: PictureQuery, count: int) -> list[PictureRecord]:
    """Return photos of every class in turn; those without a label come last."""
    classes = [label for label, number in store.summary().per_class.items() if number]
    queries = [replace(query, label=label) for label in classes]
    found = [store.pictures(each, limit=count) for each in queries]
    in_turn = [each for turn in zip_longest(*found) for each in turn if each is not None]
    rest = store.pictures(replace(query, unlabelled=True), limit=count)
    return [*in_turn, *rest][:count]


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
