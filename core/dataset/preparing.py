"""One file from its bytes to a kept picture, in a process that may die of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.dataset.entries import Loader
from core.dataset.images import THUMBNAIL_SIDE, make_thumbnail, read_picture
from core.dataset.kept_form import kept_form
from core.errors import PictureRefused
from core.files import sha256_bytes
from core.workspace import Workspace

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
_READ_ONLY = 0o444
_FLUSHES_AT_ONCE = sys.platform == "linux"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture that is on disk now; the fields as in `PictureRecord`."""

    id: str
    suffix: str
    width: int
    height: int
    file_size: int
    grey: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is no picture that can be kept, with the reason."""

    reason: str


Outcome = Prepared | Refused


@dataclass(frozen=True, slots=True)
class Keeper:
    """Where pictures are kept.

    Parameters
    ----------
    workspace : Workspace
        Whose pictures.
    incoming : Path
        A folder on the same disk for files that are not whole yet.
    """

    workspace: Workspace
    incoming: Path

    def prepare(self, loaders: Sequence[Loader]) -> list[Outcome]:
        """Decode files and keep their pictures and thumbnails.

        Parameters
        ----------
        loaders : sequence of Loader
            Where the bytes are.

        Returns
        -------
        list of Prepared or Refused
            One per loader, in order. The files are sure to survive a power cut after `flush`.

        Raises
        ------
        ImportRefused
            If the source as a whole is gone.
        OSError
            If the disk does not take a picture.
        """
        return [self.prepare_one(loader) for loader in loaders]

    def prepare_one(self, loader: Loader) -> Outcome:
        """Decode one file and keep its picture and thumbnail, as `prepare` does."""
        try:
            received = loader.read()
            picture = read_picture(received)
        except PictureRefused as refusal:
            return Refused(str(refusal))
        data, suffix = kept_form(received, picture)
        picture_id = sha256_bytes(data)
        height, width = picture.pixels.shape[:2]
        if max(height, width) > THUMBNAIL_SIDE:
            self._keep(self.workspace.thumbnail(picture_id), make_thumbnail(picture.pixels))
        self._keep(self.workspace.picture(picture_id, suffix), data)
        return Prepared(picture_id, suffix, width, height, len(data), picture.grey, picture.notes)

    def _keep(self, path: Path, data: bytes) -> None:
        temporary = self.incoming / f"{os.getpid()}-{path.name}"
        _write_read_only(temporary, data)
        try:
            temporary.replace(path)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.replace(path)
        except PermissionError:  # Windows replaces no read-only file: the picture is here already
            if path.read_bytes() != data:
                raise


def _write_read_only(path: Path, data: bytes) -> None:
    descriptor = os.open(path, _NEW_FILE, _READ_ONLY)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
        if not _FLUSHES_AT_ONCE:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush() -> None:
    """Wait until every picture written so far is on the disk.

    On Linux one call for all of them, several times faster than one per file; elsewhere each file
    was flushed when it was written.
    """
    if _FLUSHES_AT_ONCE:
        os.sync()
