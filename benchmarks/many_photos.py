"""Large sets for the benchmarks, made in seconds: real files, rows as an import writes them.

A few hundred photos are drawn; every further photo of the set has its own row, name, id and place
on the disk, and shares the bytes of one of those (a hard link) unless it needs its own. What is
timed on such a set reads as many files and rows as on any other.
"""

from __future__ import annotations

import os
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.dataset.images import DecodedPicture, encode_picture, make_thumbnail
from core.dataset.import_log import write_batch
from core.dataset.preparing import Outcome, Prepared
from core.dataset.sources import Item
from core.dataset.store import DatasetStore
from core.workspace import Workspace

_DRAWN = 200
_SOURCES = 50
_CAMERA_QUALITY = 80
_WIDTH, _HEIGHT = 320, 240
_BATCH = 5_000
_BYTES = 0  # an import checks sizes of files before it reads them; here nothing is read


def make_photos(
    workspace: Workspace, count: int, *, labelled: bool = True, own_bytes: bool = False
) -> None:
    """Fill an empty workspace with photos of 320 x 240 pixels, half "happy" and half "sad".

    Parameters
    ----------
    workspace : Workspace
        Where they go.
    count : int
        How many.
    labelled : bool, optional
        Whether they come with their labels.
    own_bytes : bool, optional
        Whether each has a file of its own that its id is the hash of, as a training wants it. It
        shows what another shows, and takes its place on the disk.
    """
    keep = _keep_own if own_bytes else _link
    drawn = [_draw(workspace.data / "drawn", number) for number in range(min(_DRAWN, count))]
    with DatasetStore.open(workspace) as store:
        for start in range(0, count, _BATCH):
            numbers = range(start, min(start + _BATCH, count))
            made = []
            for n in numbers:
                large, small = drawn[n % len(drawn)]
                picture, size = keep(workspace, large, n)
                _link_to(small, workspace.thumbnail(picture))
                made.append(_row(picture, size, n, labelled=labelled))
            with store.transaction() as connection:
                write_batch(connection, "benchmark", "benchmark", made)


def zip_of_photos(archive: Path, count: int) -> Path:
    """Write a zip of different photos of 640 x 480 pixels, half "happy" and half "sad".

    Parameters
    ----------
    archive : Path
        The file to write.
    count : int
        How many.

    Returns
    -------
    Path
        The same file.
    """
    drawn = [_noisy(number, 40, 4) for number in range(_SOURCES)]
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w") as target:
        for number in range(count):
            moved = np.roll(drawn[number % _SOURCES], number // _SOURCES, axis=1)
            photo = BytesIO()
            Image.fromarray(moved).save(photo, "JPEG", quality=_CAMERA_QUALITY)
            name = f"{('happy', 'sad')[number % 2]}/new-{number:06d}.jpg"
            target.writestr(name, photo.getvalue())
    return archive


def _draw(folder: Path, number: int) -> tuple[Path, Path]:
    noisy = _noisy(number, 20, 12)
    folder.mkdir(parents=True, exist_ok=True)
    large, small = folder / f"{number}.jpg", folder / f"{number}-small.jpg"
    large.write_bytes(encode_picture(DecodedPicture(noisy, False, "PNG", ()))[0])
    small.write_bytes(make_thumbnail(noisy))
    return large, small


def _noisy(number: int, square: int, noise: int) -> NDArray[np.uint8]:
    """Return coarse coloured squares under noise, 16 squares wide and 12 high."""
    random = np.random.default_rng(number)
    coarse = random.integers(0, 256, (12, 16, 3), dtype=np.uint8)
    pixels = np.kron(coarse, np.ones((square, square, 1), dtype=np.uint8))
    return np.clip(pixels + random.integers(-noise, noise, pixels.shape), 0, 255).astype(np.uint8)


def _link(workspace: Workspace, drawn: Path, number: int) -> tuple[str, int]:
    picture = sha256(f"photo {number}".encode()).hexdigest()
    _link_to(drawn, workspace.picture(picture, ".jpg"))
    return picture, drawn.stat().st_size


def _keep_own(workspace: Workspace, drawn: Path, number: int) -> tuple[str, int]:
    data = drawn.read_bytes() + f"photo {number}".encode()  # after the end that decoders read to
    picture = sha256(data).hexdigest()
    place = workspace.picture(picture, ".jpg")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    return picture, len(data)


def _link_to(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    os.link(source, target)


def _row(picture: str, size: int, number: int, *, labelled: bool) -> tuple[Item, Outcome]:
    label = ("happy", "sad")[number % 2] if labelled else None
    item = Item(picture, f"{number:06d}.jpg", None, _BYTES, label, None)  # type: ignore[arg-type]
    return item, Prepared(picture, ".jpg", _WIDTH, _HEIGHT, size, False, ())
