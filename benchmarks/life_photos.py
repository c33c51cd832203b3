"""The photos that the life of a dataset is lived with: small, and the same every time."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from core.dataset.images import read_picture
from core.dataset.kept_form import kept_form
from core.files import sha256_bytes

_SIDE = 16


@dataclass(frozen=True)
class Package:
    """A zip, and what an import should make of it.

    Parameters
    ----------
    path : Path
        The zip.
    photos : dict of str to (str or None)
        Ids of its photos, and the labels that they come with.
    """

    path: Path
    photos: dict[str, str | None]


def packages(folder: Path) -> list[Package]:
    """Write three zips: photos of two classes, photos without a label, and some of both again."""
    happy = {f"happy/{number}.png": number for number in range(6)}
    sad = {f"sad/{number}.png": number for number in range(6, 12)}
    loose = {f"{number}.png": number for number in range(12, 16)}
    again = {"happy/a.png": 12, "happy/b.png": 13, "sad/c.png": 14, "sad/d.png": 0, "sad/e.png": 16}
    named = {"faces": happy | sad, "loose": loose, "again": again}
    return [_package(folder / f"{name}.zip", files) for name, files in named.items()]


def many(path: Path, count: int) -> Package:
    """Write one zip with some photos of two classes."""
    return _package(path, {f"{('happy', 'sad')[n % 2]}/{n:03d}.png": n for n in range(count)})


def photo(seed: int) -> bytes:
    """Return a small photo, a different one for every seed."""
    pixels = np.random.default_rng(seed).integers(0, 256, (_SIDE, _SIDE, 3), dtype=np.uint8)
    stream = BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()


def _package(path: Path, files: dict[str, int]) -> Package:
    photos: dict[str, str | None] = {}
    with zipfile.ZipFile(path, "w") as archive:
        for name, seed in files.items():
            archive.writestr(name, photo(seed))
            photos[_id(photo(seed))] = name.rpartition("/")[0] or None
    return Package(path, photos)


def _id(data: bytes) -> str:
    kept, _ = kept_form(data, read_picture(data))
    return sha256_bytes(kept)
