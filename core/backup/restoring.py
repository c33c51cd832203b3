"""A backup put back into a new folder: all of it, checked, or nothing."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from core.aside import aside
from core.backup.layout import SENTINEL, place_of
from core.backup.manifest import Manifest, read_manifest, refused
from core.backup.room import check_space
from core.backup.unpacking import OnProgress, opened, unpack
from core.backup.used_pictures import split_with_foreign_names
from core.dataset.cells import check_cells
from core.dataset.schema import REVISION, is_sqlite
from core.dataset.snapshot import Snapshot, read_snapshot
from core.dataset.store import DatasetStore
from core.dataset.table_rules import check_references, check_rules
from core.disk_refusals import what_helps, why
from core.errors import BackupRefused, CoreError, WorkspaceProblem
from core.files import sync_folder
from core.workspace import Workspace


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
        with aside(folder) as beside, opened(file) as archive:
            manifest = read_manifest(file, archive)
            check_space(manifest.size, beside)
            made = Workspace(beside / "workspace")
            unpack(file, archive, manifest, made, on_progress)
            snapshot = _checked(file, manifest, made)
            _put(made.root, folder)
    except OSError as error:
        raise WorkspaceProblem(
            f"The backup could not be put into {folder}: {why(error)}.",
            advice=f"{what_helps(error)} or choose another place, then try again.",
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


def _checked(file: Path, manifest: Manifest, made: Workspace) -> Snapshot:
    """Look at the database as at a start, and whether every photo it knows is there.

    The names of photos are checked too: they become paths.
    """
    if not made.database.is_file():
        raise refused(file, "its database is missing.")
    try:
        snapshot = read_snapshot(made.database)
        _check_same_project(file, snapshot, made)
        if snapshot.schema == REVISION:
            _check_rows(made)
        with DatasetStore.open(made):  # migrated, and sure to belong to these pictures
            pass
        _check_rows(made)
    except WorkspaceProblem as problem:
        came = problem.came.replace(f"he database {made.database}", "he database")
        raise refused(file, came[:1].lower() + came[1:]) from problem
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:  # of an older version
        raise refused(file, "its database holds what Mien never writes.") from error
    if not manifest.missing | manifest.changed <= {picture for picture, _ in snapshot.pictures}:
        raise refused(file, "its list of missing photos names some that it does not have.")
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


def _check_rows(made: Workspace) -> None:
    check_rules(made.database)
    check_cells(made.database)
    check_references(made.database)


def _check_same_project(file: Path, snapshot: Snapshot, made: Workspace) -> None:
    sentinel = made.pictures / SENTINEL
    told = sentinel.read_bytes().strip() if sentinel.is_file() else b""
    if told != snapshot.dataset_id.encode():
        raise refused(file, "its photos and its database belong to different projects.")


def _put(made: Path, folder: Path) -> None:
    if folder.exists():
        folder.rmdir()  # fails where somebody put something in meanwhile
    made.replace(folder)
    try:
        sync_folder(folder.parent)
    except OSError:
        folder.replace(made)  # it is told not to be there, and can be put there again
        raise
