"""COCO's JSON for classification: images, annotations, categories."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from core.dataset.exchange.away_set import AwayPhoto
from core.dataset.exchange.told import FIELDS, Told, read_told
from core.dataset.naming import tidy_class

_PARTS = ("images", "annotations", "categories")
_MOST_DIGITS = 20
_OURS = [name for name in FIELDS if name != "label"]


def write_coco(
    stream: TextIO, photos: Sequence[tuple[str, AwayPhoto]], classes: Sequence[str]
) -> None:
    """Write photos and labels as one COCO document, photo by photo.

    Each annotation is about the whole image. Ids begin at 1, as COCO's own do. What COCO has no
    word for stands beside it in each image: ``sha256``, ``split``, ``mark``, ``face``, ``who``,
    ``when``, ``name``, ``folder`` and ``source``.

    Parameters
    ----------
    stream : text stream
        Where to.
    photos : sequence of (str, AwayPhoto)
        Path from the document, and the photo.
    classes : sequence of str
        The categories, in class order.
    """
    numbers = {name: number for number, name in enumerate(classes, 1)}
    info = {"description": "Photos and labels taken away from Mien"}
    stream.write(f'{{"info": {json.dumps(info)},\n"licenses": [],\n"images": [\n')
    _write(stream, (_image(number, *each) for number, each in enumerate(photos, 1)))
    stream.write('],\n"annotations": [\n')
    _write(
        stream,
        (
            _annotation(number, photo, numbers[photo.told.label])
            for number, (_, photo) in enumerate(photos, 1)
            if photo.told.label is not None
        ),
    )
    stream.write('],\n"categories": [\n')
    _write(
        stream,
        ({"id": number, "name": name, "supercategory": ""} for name, number in numbers.items()),
    )
    stream.write("]}\n")


def _write(stream: TextIO, values: Iterator[dict[str, Any]]) -> None:
    stream.writelines(
        (",\n" if number else "") + json.dumps(value) for number, value in enumerate(values)
    )
    stream.write("\n")


def _image(number: int, path: str, photo: AwayPhoto) -> dict[str, Any]:
    texts = photo.told.texts()
    head = {"id": number, "file_name": path, "width": photo.width, "height": photo.height}
    return {**head, **{name: texts[name] for name in _OURS}}


def _annotation(number: int, photo: AwayPhoto, category: int) -> dict[str, Any]:
    return {
        "id": number,
        "image_id": number,
        "category_id": category,
        "bbox": [0, 0, photo.width, photo.height],
        "area": photo.width * photo.height,
        "segmentation": [],
        "iscrowd": 0,
    }


def read_coco(path: Path) -> tuple[list[tuple[str, Told]], int] | None:
    """Read what a COCO document says about each image.

    Parameters
    ----------
    path : Path
        A JSON file.

    Returns
    -------
    tuple of (list of (str, Told), int) or None
        File name and what is told about it, and how many images have several labels and so none
        here; None if this is no COCO document.
    """
    try:
        document = json.loads(path.read_bytes(), parse_int=_number)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not all(_is_table(document.get(part)) for part in _PARTS):
        return None
    names = {
        _plain(row.get("id")): tidy_class(str(row.get("name", "")))
        for row in document["categories"]
    }
    labels: dict[Any, set[str]] = {}
    for row in document["annotations"]:
        if name := names.get(_plain(row.get("category_id"))):
            labels.setdefault(_plain(row.get("image_id")), set()).add(name)
    several = sum(len(found) > 1 for found in labels.values())
    return [
        (str(row["file_name"]), _told(row, labels.get(_plain(row.get("id")), set())))
        for row in document["images"]
        if "file_name" in row
    ], several


def _number(digits: str) -> int | str:
    """Return a number; one too long to count with stays text, which does for telling ids apart."""
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


def _is_table(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _plain(value: object) -> object:
    return value if isinstance(value, int | str) else None


def _told(row: dict[str, Any], labels: set[str]) -> Told:
    texts = {name: row[name] for name in _OURS if isinstance(row.get(name), str)}
    if len(labels) == 1:
        texts["label"] = next(iter(labels))
    return read_told(texts)
