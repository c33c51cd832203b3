"""What an import goes through: files of a source, and where their bytes are.

Loaders are small and can be sent to another process; the bytes are read there.
"""

from __future__ import annotations

import math
import struct
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image

from core.dataset.exchange.told import Told
from core.disk_refusals import why
from core.errors import ImportRefused, PictureRefused
from core.limits import PHOTO_BYTES

ZIP_TROUBLE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    struct.error,
)
_WHITEST = 255


class Loader(Protocol):
    """Where the bytes of one file are."""

    def read(self) -> bytes:
        """Return the bytes, at most one more than a picture may have.

        Raises
        ------
        PictureRefused
            If they cannot be read.
        """


@dataclass(frozen=True)
class FileBytes:
    """A file on this computer."""

    path: Path

    def read(self) -> bytes:
        """Return the bytes of the file."""
        try:
            with self.path.open("rb") as stream:
                return stream.read(PHOTO_BYTES + 1)
        except OSError as error:
            _check_there(self.path.parent)
            raise PictureRefused(f"The file cannot be read: {why(error)}.") from error


@dataclass(frozen=True)
class ZipBytes:
    """An entry of a zip, by its position in the archive's table.

    The position means something only as long as the archive is the one that was listed; the time
    of its last change, in nanoseconds, tells.
    """

    archive: Path
    index: int
    modified: int

    def read(self) -> bytes:
        """Return the bytes of the entry, unpacked and checked."""
        _check_same(self.archive, self.modified)
        try:
            archive = _opened(self.archive, self.modified)
            with archive.open(archive.infolist()[self.index]) as stream:
                return stream.read(PHOTO_BYTES + 1)
        except ZIP_TROUBLE as error:
            raise PictureRefused(
                "The file is damaged inside the zip.", advice="Make the zip again and add it."
            ) from error


@dataclass(frozen=True)
class PixelRow:
    """A row of a table whose pixels are written as numbers, as in FER-2013."""

    table: Path
    modified: int
    offset: int
    length: int
    separator: str
    column: int

    def read(self) -> bytes:
        """Return the square grey picture of the row as PNG."""
        _check_same(self.table, self.modified)
        with self.table.open("rb") as stream:
            stream.seek(self.offset)
            row = stream.read(self.length)
        values = row.split(self.separator.encode())[self.column].strip(b"\"' \r\n").split()
        side = math.isqrt(len(values))
        try:
            pixels = np.array(values, dtype=np.int64).reshape(side, side)
        except (ValueError, OverflowError) as error:
            raise _bad_row(len(values)) from error
        if pixels.size == 0 or pixels.min() < 0 or pixels.max() > _WHITEST:
            raise _bad_row(len(values))
        picture = BytesIO()
        Image.fromarray(pixels.astype(np.uint8)).save(picture, "PNG")
        return picture.getvalue()


@dataclass(frozen=True)
class StarterFace:
    """A sample face, drawn when it is asked for."""

    seed: int
    expression: str

    def read(self) -> bytes:
        """Return the drawn face as PNG."""
        from core.dataset.starter import draw_face  # noqa: PLC0415 - only the sample faces need it

        stream = BytesIO()
        Image.fromarray(draw_face(self.seed, self.expression)).save(stream, "PNG")
        return stream.getvalue()


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a source, not yet looked into.

    Parameters
    ----------
    path : str
        Where it lies inside its source, folders separated by ``/``.
    loader : Loader
        Where its bytes are.
    size : int
        Its size in bytes as its source tells it.
    stamp : int
        Changes when the file does: time of change, or checksum.
    label, split : str or None
        What a table says about it; None leaves it to the folders.
    told : Told or None
        Everything a set that was taken away says about it; then the folders have no say.
    disputed : tuple of str
        The labels of a table that contradicts itself about it; it then has none.
    """

    path: str
    loader: Loader
    size: int
    stamp: int
    label: str | None = None
    split: str | None = None
    told: Told | None = None
    disputed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """A file that did not come in, and why."""

    file: str
    reason: str


@dataclass
class Listing:
    """Everything found in a source, before any picture is decoded.

    Parameters
    ----------
    entries : list of Entry
        Files to try.
    refused : list of Refusal
        Files that are not even tried.
    skipped : Counter of str
        How many files of each kind were passed over because no person meant them.
    notes : list of str
        Sentences about the source as a whole.
    """

    entries: list[Entry] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    @property
    def disputed(self) -> list[tuple[str, str, str]]:
        """Photos that a table labels in several ways: file, label it has (none), and those."""
        found = [each for each in self.entries if each.disputed]
        return [(each.path, "", ", ".join(each.disputed)) for each in found]


def _check_there(path: Path) -> None:
    if not path.exists():
        raise _gone(path)


def _gone(path: Path) -> ImportRefused:
    return ImportRefused(
        f"{path} is gone.", advice="Connect its disk or put it back, then go on with this import."
    )


def _check_same(path: Path, modified: int) -> None:
    try:
        now = path.stat().st_mtime_ns
    except OSError as error:
        raise _gone(path) from error
    if now != modified:
        raise ImportRefused(
            f"{path} was changed while it was being added.", advice="Add it again as it is now."
        )


@lru_cache(maxsize=4)
def _opened(archive: Path, _modified: int) -> zipfile.ZipFile:
    return zipfile.ZipFile(archive)


def _bad_row(count: int) -> PictureRefused:
    return PictureRefused(
        f"The row has {count} pixels, and they do not make a square of values from 0 to 255.",
        "A row of FER-2013 holds 48 x 48 numbers.",
    )
