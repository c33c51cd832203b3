"""A backup put back into a new folder: all of it, checked, or nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.aside import aside
from core.backup.layout import SENTINEL, place_of
from core.backup.manifest import NOT_A_ZIP, Manifest, read_manifest, refused
from core.backup.used_pictures import split_with_foreign_names
from core.dataset.schema import is_sqlite
from core.dataset.snapshot import Snapshot, check_columns, read_snapshot
from core.dataset.store import DatasetStore
from core.errors import BackupRefused, CoreError, WorkspaceProblem
from core.files import sync_folder
from core.workspace import Workspace

OnProgress = Callable[[int, int], None]

_BLOCK = 1 << 20
_TOLD_EVERY = 0.1
_SPARE_BYTES = 50_000_000
_FLUSHES_AT_ONCE = hasattr(os, "sync")
_OF_PHOTOS, _OF_OTHERS = 0o444, 0o600
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True)
class Restored:
    """What was put back.

    Parameters
    ----------
    folder : Path
        The workspace: it holds ``data`` and ``models``.
    made, mien : str
        When the backup was made, and by which version.
    photos, runs : int
        How many of each.
    missing, changed : list of str
        Ids of photos that were gone or damaged already when the backup was made.
    size : int
        Bytes of all files.
    seconds : float
        How long it took.
    """

    folder: Path
    made: str
    mien: str
    photos: int
    runs: int
    missing: list[str]
    changed: list[str]
    size: int
    seconds: float


def restore_backup(file: Path, folder: Path, on_progress: OnProgress | None = None) -> Restored:
    """Put a backup back into a new or empty folder.

    Everything is written and checked in a folder beside it, which takes its place at the end: every
    file against its SHA-256, the database, and that each of its photos is there. A database of an
    older Mien is brought up to date there.

    Parameters
    ----------
    file : Path
        A backup, as `core.backup.backing_up.back_up` writes it.
    folder : Path
        The workspace to be: a folder that is empty or not there.
    on_progress : callable, optional
        Called with bytes written, of how many, about ten times a second.

    Raises
    ------
    BackupRefused
        If the file is no backup, is damaged, was made by a newer Mien, or holds anything that a
        backup does not; or the folder is not empty.
    WorkspaceProblem
        If the disk has no room, or refuses.
    """
    began = time.monotonic()
    _check_target(folder)
    try:
        with aside(folder) as beside, _opened(file) as archive:
            manifest = read_manifest(file, archive)
            _check_space(manifest, beside)
            made = Workspace(beside / "workspace")
            _unpack(file, archive, manifest, made, on_progress)
            snapshot = _checked(file, manifest, made)
            _put(made.root, folder)
    except OSError as error:
        raise WorkspaceProblem(
            f"The backup could not be put into {folder}: {error.strerror or error}.",
            advice="Free some space or choose another place, then try again.",
        ) from error
    inside = [name.removeprefix("models/") for name in manifest.files if name.startswith("models/")]
    runs = {name.removeprefix(".bin/").partition("/")[0] for name in inside}
    return Restored(
        folder=folder,
        made=manifest.made,
        mien=manifest.mien,
        photos=len(snapshot.pictures) - len(manifest.missing),
        runs=len(runs),
        missing=sorted(manifest.missing),
        changed=sorted(manifest.changed),
        size=manifest.size,
        seconds=round(time.monotonic() - began, 3),
    )


def _check_target(folder: Path) -> None:
    if not is_sqlite():
        raise CoreError(
            "The labels are kept on a database server here.",
            "A backup holds its database as a file.",
            "Start without DATABASE_URL to put it back.",
        )
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise BackupRefused(
            f"{folder} is not empty.",
            "A backup is put into a new or an empty folder, so that nothing is overwritten.",
            "Name another one.",
        )
    if any(_is_workspace(Workspace(each)) for each in folder.resolve().parents):
        raise BackupRefused(
            f"{folder} lies inside another project of Mien.",
            "Each project needs a folder of its own.",
            "Name one beside it.",
        )


def _is_workspace(place: Workspace) -> bool:
    return place.database.is_file()


def _opened(file: Path) -> zipfile.ZipFile:
    if not file.is_file():
        raise BackupRefused(f"There is no file {file}.", advice="Check the path to the backup.")
    try:
        return zipfile.ZipFile(file)
    except NOT_A_ZIP as error:
        raise refused(file, "it is not a complete zip.") from error


def _check_space(manifest: Manifest, folder: Path) -> None:
    needed, free = manifest.size + _SPARE_BYTES, shutil.disk_usage(folder).free
    if free < needed:
        raise WorkspaceProblem(
            f"The backup needs {needed / 1e6:,.0f} MB, but only {free / 1e6:,.0f} MB are free.",
            advice="Free some space or choose another disk, then try again.",
        )


def _unpack(
    file: Path,
    archive: zipfile.ZipFile,
    manifest: Manifest,
    made: Workspace,
    on_progress: OnProgress | None,
) -> None:
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
        done += size
        if on_progress and (time.monotonic() - told > _TOLD_EVERY or done == manifest.size):
            told = time.monotonic()
            on_progress(done, manifest.size)
    if _FLUSHES_AT_ONCE:
        os.sync()


def _write(archive: zipfile.ZipFile, name: str, place: Path) -> str:
    """Write one file and return its SHA-256."""
    digest = hashlib.sha256()
    mode = _OF_PHOTOS if place.suffix in (".png", ".jpg") else _OF_OTHERS
    with archive.open(name) as entry, os.fdopen(os.open(place, _NEW_FILE, mode), "wb") as stream:
        while block := entry.read(_BLOCK):
            digest.update(block)
            stream.write(block)
        stream.flush()
        if not _FLUSHES_AT_ONCE:
            os.fsync(stream.fileno())
    return digest.hexdigest()


def _checked(file: Path, manifest: Manifest, made: Workspace) -> Snapshot:
    """Look at the database as at a start, and whether every photo it knows is there.

    The names of photos are checked too: they become paths.
    """
    if not made.database.is_file():
        raise refused(file, "its database is missing.")
    try:
        snapshot = read_snapshot(made.database)
        _check_same_project(file, snapshot, made)
        with DatasetStore.open(made):  # migrated, and sure to belong to these pictures
            pass
        check_columns(made.database)
    except WorkspaceProblem as problem:
        raise refused(file, problem.came[:1].lower() + problem.came[1:]) from problem
    for picture, suffix in snapshot.pictures:
        if picture in manifest.missing:
            continue
        name = made.picture(picture, suffix).relative_to(made.root).as_posix()
        _, digest = manifest.files.get(name, (0, ""))
        if digest != picture and not (digest and picture in manifest.changed):
            raise refused(file, f"the photo {picture[:12]} is missing or another one.")
    foreign = split_with_foreign_names(place_of(made, name) for name in manifest.files)
    if foreign:
        name = foreign.relative_to(made.root).as_posix()
        raise refused(file, f"{name} names a photo as none is called.")
    return snapshot


def _check_same_project(file: Path, snapshot: Snapshot, made: Workspace) -> None:
    sentinel = made.pictures / SENTINEL
    told = sentinel.read_bytes().strip() if sentinel.is_file() else b""
    if told != snapshot.dataset_id.encode():
        raise refused(file, "its photos and its database belong to different projects.")


def _put(made: Path, folder: Path) -> None:
    if folder.exists():
        folder.rmdir()  # fails where somebody put something in meanwhile
    made.replace(folder)
    sync_folder(folder.parent)
