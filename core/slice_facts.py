"""What is known about each photo a model was checked on, as categories that can be compared.

Nothing is guessed about the people in them: only what was measured of the photo, how it came in,
and what a person says about it in a table (`core.group_table`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from core.dataset.face_itself import is_face_itself
from core.dataset.face_marks import FaceDocument, faces_by_picture
from core.dataset.naming import class_key, split_of
from core.dataset.records import PictureRecord
from core.dataset.store import DatasetStore
from core.evaluation.thirds import NAMES, thirds
from core.faces.face import Face
from core.kept_looks import Progress, looks
from core.runs.run_files import picture_of
from core.workspace import Workspace

MOST_CATEGORIES = 50
"""Categories of one fact; where there are more, each says too little."""

_KINDS = {
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "png": "PNG",
    "webp": "WebP",
    "bmp": "BMP",
    "gif": "GIF",
    "tif": "TIFF",
    "tiff": "TIFF",
    "heic": "HEIC",
    "heif": "HEIC",
    "avif": "AVIF",
}

_HOW_MANY = ("no face found", "one face", "several faces")

Facts = dict[str, list[str | None]]
Value = TypeVar("Value")


@dataclass(frozen=True)
class _Photo:
    """One photo, or one of its faces, with all that is known without looking at its pixels."""

    record: PictureRecord
    faces: Sequence[FaceDocument]
    number: int | None


def slice_facts(
    workspace: Workspace,
    store: DatasetStore,
    keys: Sequence[str],
    classes: Sequence[str],
    on_progress: Progress | None = None,
) -> Facts:
    """Return the categories of photos, those of a fact that tells none of them apart left out.

    Brightness and sharpness are those that the search for poor photos measures and keeps; only
    photos that it has not met are decoded, and remembered.

    Parameters
    ----------
    workspace : Workspace
        Where the photos lie.
    store : DatasetStore
        Its dataset.
    keys : sequence of str
        The photos as predictions name them, see `core.runs.run_files.TrainingPicture.key`.
    classes : sequence of str
        Class names: a folder that says which label its photos have is no fact about them.
    on_progress : callable, optional
        Called with how many photos are measured, and of how many.

    Returns
    -------
    dict of str to list of str or None
        For each fact the category of each photo, as `core.evaluation.slices.slices` takes them.
    """
    photos = _photos(store, keys)
    records = list({each.record.id: each.record for each in photos if each}.values())
    seen = looks(workspace, records, on_progress)
    measured = dict(zip(seen.ids, seen.measures, strict=True))
    found = [measured.get(picture_of(key)) for key in keys]
    brightness = [None if each is None else each.brightness for each in found]
    sharpness = [None if each is None else each.sharpness for each in found]
    return telling(
        {
            "brightness": thirds(brightness, NAMES["brightness"]),
            "sharpness": thirds(sharpness, NAMES["sharpness"]),
            "face size": thirds(_each(photos, _face_side), NAMES["face size"]),
            "faces": _each(photos, _how_many),
            "folder": _each(photos, lambda photo: _folder(photo.record, classes)),
            "import": _each(photos, lambda photo: photo.record.source),
            "file type": _each(photos, _kind),
            "colour": _each(photos, lambda photo: "grey" if photo.record.grey else "colour"),
        }
    )


def with_groups(facts: Mapping[str, Sequence[str | None]], groups: Facts) -> Facts:
    """Return the facts and a person's own groups that tell photos apart, those under their name."""
    named = {
        (f"{name} (table)" if name in facts else name): known for name, known in groups.items()
    }
    return telling({**facts, **named})


def telling(facts: Mapping[str, Sequence[str | None]]) -> Facts:
    """Return the facts with at least two categories, and no more than can be compared."""
    return {
        fact: list(known)
        for fact, known in facts.items()
        if 1 < len({*known} - {None}) <= MOST_CATEGORIES
    }


def _photos(store: DatasetStore, keys: Sequence[str]) -> list[_Photo | None]:
    ids = list(dict.fromkeys(picture_of(key) for key in keys))
    records = {each.id: each for each in store.records(ids)}
    faces = faces_by_picture(store, [*records])
    return [
        _Photo(records[picture], faces.get(picture, ()), _number(key))
        if (picture := picture_of(key)) in records
        else None
        for key in keys
    ]


def _number(key: str) -> int | None:
    """Return which face of its photo a key names, None if the photo as a whole."""
    _, _, number = key.partition("#")
    return int(number) if number else None


def _each(
    photos: Sequence[_Photo | None], read: Callable[[_Photo], Value | None]
) -> list[Value | None]:
    """Return what is read of each photo; None for those the set does not hold any more."""
    return [None if photo is None else read(photo) for photo in photos]


def _face_side(photo: _Photo) -> float | None:
    """Return the side in pixels of a square as large as the face; None where none is known."""
    record = photo.record
    if is_face_itself(record.width, record.height):
        return math.sqrt(record.width * record.height)
    choice = record.face_choice or ""
    chosen = int(choice) if photo.number is None and choice.isdecimal() else photo.number or 0
    if chosen >= len(photo.faces):
        return None
    area = Face.from_json(photo.faces[chosen]).area
    return math.sqrt(area * record.width * record.height)


def _how_many(photo: _Photo) -> str | None:
    record = photo.record
    if record.face_count is None or is_face_itself(record.width, record.height):
        return None
    return _HOW_MANY[min(record.face_count, len(_HOW_MANY) - 1)]


def _folder(record: PictureRecord, classes: Sequence[str]) -> str:
    """Return where a photo lay, without the folders that say its label or its split."""
    labels = {class_key(name) for name in classes}
    parts = [each for each in record.folder.split("/") if each]
    kept = [each for each in parts if class_key(each) not in labels and not split_of(each)]
    return "/".join(kept) or "no folder of its own"


def _kind(photo: _Photo) -> str | None:
    """Return the kind of file it came as, told by its name; kept files are all alike."""
    _, _, ending = photo.record.name.rpartition(".")
    return _KINDS.get(ending.casefold())
