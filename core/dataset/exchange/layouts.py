"""The formats a set can be taken away in: where its photos lie and what is written beside them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from core.dataset.exchange.away_set import AwayPhoto
from core.dataset.exchange.cells import guarded
from core.dataset.exchange.coco import write_coco
from core.dataset.exchange.safe_names import Paths, photo_stem, safe_part
from core.dataset.exchange.told import FIELDS
from core.dataset.records import SPLITS

FOLDERS, LIST, IMAGEFOLDER, COCO = "folders", "csv", "imagefolder", "coco"
FORMATS = (FOLDERS, LIST, IMAGEFOLDER, COCO)

MANIFEST = "manifest.csv"
METADATA = "metadata.csv"
ANNOTATIONS = "annotations.json"
README = "README.txt"

UNLABELLED = "unlabelled"
"""The folder of photos without a label."""

_NEW = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


@dataclass(frozen=True, slots=True)
class Placed:
    """A photo and the path it got inside the archive."""

    path: str
    photo: AwayPhoto


class Layout:
    """Where each photo lies in an archive of one format.

    Parameters
    ----------
    kind : str
        One of `FORMATS`.
    classes : sequence of str
        Every class of the set, in class order.
    """

    def __init__(self, kind: str, classes: Sequence[str]) -> None:
        self._kind = kind
        self._paths = Paths()
        taken = Paths()
        taken.claim("", UNLABELLED, "", "")
        self._folders = {
            name: taken.claim("", safe_part(name), "", str(number))
            for number, name in enumerate(classes, 2)
        }

    def place(self, photo: AwayPhoto) -> Placed:
        """Return the photo with a path no other has."""
        stem = photo_stem(photo.told.name or photo.id)
        return Placed(self._paths.claim(self._folder(photo), stem, photo.suffix, photo.id), photo)

    def _folder(self, photo: AwayPhoto) -> str:
        label = photo.told.label
        kind = UNLABELLED if label is None else self._folders[label]
        if self._kind == IMAGEFOLDER:
            return kind if label is None else f"{photo.told.split or 'train'}/{kind}"
        return {FOLDERS: kind, LIST: "photos", COCO: "images"}[self._kind]


def write_lists(
    archive: zipfile.ZipFile, kind: str, placed: Sequence[Placed], classes: Sequence[str]
) -> None:
    """Write what a format says about its photos into the archive.

    Parameters
    ----------
    archive : ZipFile
        Open for writing, the photos in it.
    kind : str
        One of `FORMATS`.
    placed : sequence of Placed
        The photos.
    classes : sequence of str
        Every class, in class order.
    """
    if kind == COCO:
        with _text(archive, ANNOTATIONS) as stream:
            write_coco(stream, [(each.path, each.photo) for each in placed], classes)
    elif kind == IMAGEFOLDER:
        for top in (*SPLITS, UNLABELLED):
            mine = [each for each in placed if each.path.startswith(f"{top}/")]
            if mine:
                _write_table(archive, f"{top}/{METADATA}", mine, below=len(top) + 1)
    else:
        _write_table(archive, MANIFEST, placed)


def write_text(archive: zipfile.ZipFile, name: str, text: str) -> None:
    """Write a text into the archive."""
    with _text(archive, name) as stream:
        stream.write(text)


def entry(path: str, *, packed: bool = False) -> zipfile.ZipInfo:
    """Return the head of a file in the archive; photos are packed already and stay as they are."""
    info = zipfile.ZipInfo(path, _NEW)
    info.external_attr = _READABLE
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    return info


def _text(archive: zipfile.ZipFile, name: str) -> io.TextIOWrapper:
    stream = archive.open(entry(name, packed=True), "w")
    return io.TextIOWrapper(stream, "utf-8", newline="", write_through=False)


def _write_table(
    archive: zipfile.ZipFile, name: str, placed: Sequence[Placed], below: int = 0
) -> None:
    with _text(archive, name) as stream:
        table = csv.writer(stream)
        table.writerow(("file_name", *FIELDS))
        for each in placed:
            texts = (each.path[below:], *each.photo.told.texts().values())
            table.writerow([guarded(text) for text in texts])
