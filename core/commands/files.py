"""The files a person names on the command line: photos to read, pictures to write."""

from __future__ import annotations

from pathlib import Path

from core.disk_refusals import why
from core.errors import CoreError, PictureRefused
from core.files import atomic_write
from core.limits import PHOTO_BYTES


def read_photo(photo: Path) -> bytes:
    """Return the bytes of a file, at most one more than a photo may have.

    Raises
    ------
    PictureRefused
        If it cannot be read.
    """
    try:
        with photo.open("rb") as stream:
            return stream.read(PHOTO_BYTES + 1)
    except OSError as error:
        raise PictureRefused(f"{photo} cannot be read: {why(error)}.") from error


def write_picture(out: Path, picture: bytes) -> None:
    """Write a file whole, in place of one of the same name.

    Raises
    ------
    CoreError
        If it cannot be written.
    """
    try:
        atomic_write(out, picture)
    except OSError as error:
        raise CoreError(f"{out} cannot be written: {why(error)}.") from error
