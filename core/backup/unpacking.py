"""The files of a backup, written one by one into a folder of their own, each checked."""

from __future__ import annotations

import hashlib
import os
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from core.backup.layout import place_of
from core.backup.manifest import NOT_A_ZIP, Manifest, refused
from core.dataset.archives import open_zip
from core.dataset.plain_picture import is_plain
from core.errors import BackupRefused, ImportRefused
from core.limits import BACKUP_FILES, BACKUP_LIST_BYTES, PHOTO_BYTES
from core.workspace import Workspace

OnProgress = Callable[[int, int], None]

_BLOCK = 1 << 20
_TOLD_EVERY = 0.1
_FLUSHES_AT_ONCE = hasattr(os, "sync")
_PHOTOS = (".png", ".jpg")
_OF_PHOTOS, _OF_OTHERS = 0o444, 0o600
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


@contextmanager
def opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """Open a backup; raises BackupRefused if it is no zip that can be read."""
    if not file.is_file():
        raise BackupRefused(f"There is no file {file}.", advice="Check the path to the backup.")
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(
                open_zip(file, entries=BACKUP_FILES, list_bytes=BACKUP_LIST_BYTES)
            )
        except NOT_A_ZIP as error:
            raise refused(file, "it is not a complete zip.") from error
        except ImportRefused as error:
            raise refused(file, "it lists too many files.") from error
        yield archive


def unpack(
    file: Path,
    archive: zipfile.ZipFile,
    manifest: Manifest,
    made: Workspace,
    on_progress: OnProgress | None,
) -> None:
    """Write the files of a backup, each checked against its SHA-256.

    Raises
    ------
    BackupRefused
        If one is damaged, differs from what was backed up, or is a photo Mien did not write.
    """
    for place in (made.data, made.pictures, made.models):
        place.mkdir(parents=True, exist_ok=True)
    done, told = 0, 0.0
    for name, (size, digest) in manifest.files.items():
        place = place_of(made, name)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            found = _write(archive, name, place)
        except NOT_A_ZIP as error:
            raise refused(file, f"{name} is damaged.") from error
        if found != digest:
            raise refused(file, f"{name} differs from what was backed up.")
        if place.suffix in _PHOTOS and place.is_relative_to(made.pictures):
            _check_plain(file, place, manifest)
        done += size
        if on_progress and (time.monotonic() - told > _TOLD_EVERY or done == manifest.size):
            told = time.monotonic()
            on_progress(done, manifest.size)
    if _FLUSHES_AT_ONCE:
        os.sync()


def _check_plain(file: Path, place: Path, manifest: Manifest) -> None:
    """Refuse a photo with anything beside its pixels, unless it is told as damaged."""
    if place.stem in manifest.changed:
        return
    if place.stat().st_size > PHOTO_BYTES or not is_plain(place.read_bytes(), place.suffix):
        raise refused(file, f"the photo {place.stem[:12]} is not as Mien keeps photos.")


def _write(archive: zipfile.ZipFile, name: str, place: Path) -> str:
    """Write one file and return its SHA-256."""
    digest = hashlib.sha256()
    mode = _OF_PHOTOS if place.suffix in _PHOTOS else _OF_OTHERS
    with archive.open(name) as entry, os.fdopen(os.open(place, _NEW_FILE, mode), "wb") as stream:
        while block := entry.read(_BLOCK):
            digest.update(block)
            stream.write(block)
        stream.flush()
        if not _FLUSHES_AT_ONCE:
            os.fsync(stream.fileno())
    return digest.hexdigest()
