"""A whole project written as one file, in place of an earlier one or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from core.aside import aside
from core.backup.copied_runs import copy_run
from core.backup.layout import FORMAT, README, name_of, run_files, run_folders, small_files
from core.backup.packing import Packer
from core.backup.room import check_number, check_space
from core.dataset.schema import is_sqlite
from core.dataset.snapshot import Snapshot, take_snapshot
from core.disk_refusals import what_helps, why
from core.errors import CoreError, WorkspaceProblem
from core.files import read_kept, sync_folder
from core.runs.studies import run_or_study
from core.version import mien_version
from core.workspace import Workspace

OnProgress = Callable[[int, int], None]

_LOCK_SECONDS = 2
_TOLD_EVERY = 0.1
_PER_FILE = 500
_SHORT_OF_MEANS = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""What says nothing about the file that was to be read."""

_README = """This is a backup of a Mien project: photos, labels, journal and trainings.

To put it back:  python -m core restore-backup THIS-FILE --into A-NEW-FOLDER
It is a plain zip: unpacked by hand, the folders data and models are what Mien works with.
mien-backup.json lists every file with its size and SHA-256.
"""


@dataclass(frozen=True)
class BackedUp:
    """What a backup that was written holds.

    Parameters
    ----------
    path : Path
        The file.
    size : int
        Its bytes.
    seconds : float
        How long it took.
    photos, runs : int
        How many of each; searches and learning curves count as runs, deleted ones too.
    going : list of str
        Names of trainings that went on meanwhile: restored, they go on from their last checkpoint.
    missing, changed : list of str
        Ids of photos whose file is gone or cannot be read, or differs from what was written: the
        latter are in the backup as they are.
    left_out : list of str
        Files of trainings whose names could not be put back, so that they are not in the backup.
    """

    path: Path
    size: int = 0
    seconds: float = 0.0
    photos: int = 0
    runs: int = 0
    going: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def back_up(workspace: Workspace, target: Path, on_progress: OnProgress | None = None) -> BackedUp:
    """Write a whole project as one file, while it may be worked with.

    The database is copied as it is at one moment; photos never change. See
    `core.backup.copied_runs` for trainings that go on.

    Parameters
    ----------
    workspace : Workspace
        Whose project.
    target : Path
        The file; one of that name is replaced when the new one is whole and on the disk.
    on_progress : callable, optional
        Called with bytes written, of how many, about ten times a second.

    Raises
    ------
    CoreError
        If there is nothing to back up, another backup is being made, or labels are kept on a
        database server.
    WorkspaceProblem
        If the disk has no room for it, or refuses.
    """
    began = time.monotonic()
    _check(workspace)
    try:
        workspace.backups.mkdir(parents=True, exist_ok=True)
        with (
            FileLock(workspace.backup_lock, timeout=_LOCK_SECONDS),
            aside(target) as folder,
        ):
            done = _Writing(workspace, folder, on_progress).write(target)
            (folder / target.name).replace(target)
            sync_folder(target.parent)
    except Timeout as error:
        raise CoreError("A backup is being made already.", advice="Wait until it is whole.") from (
            error
        )
    except OSError as error:
        raise WorkspaceProblem(
            f"The backup {target} could not be written: {why(error)}.",
            advice=f"{what_helps(error)} or choose another place, then try again.",
        ) from error
    return replace(done, seconds=round(time.monotonic() - began, 3))


def _check(workspace: Workspace) -> None:
    if not is_sqlite():
        raise CoreError(
            "The labels are kept on a database server, not in a file.",
            "A backup holds the database as one file.",
            "Back that database up with its own tools, and copy data/ and models/.",
        )
    if not workspace.database.exists() and not run_folders(workspace):
        raise CoreError("There is nothing to back up yet.", advice="Add some photos first.")


class _Writing:
    """One backup while it is written."""

    def __init__(self, workspace: Workspace, folder: Path, on_progress: OnProgress | None) -> None:
        self._workspace, self._folder = workspace, folder
        self._on_progress = on_progress
        self._written, self._total, self._told = 0, 0, 0.0

    def write(self, target: Path) -> BackedUp:
        """Write everything into the folder, under the name of the target."""
        database = self._folder / "snapshot.sqlite"
        snapshot = take_snapshot(self._workspace, database)
        self._total = self._size(snapshot, database)
        check_space(self._total, self._folder, f" in {target.parent}")
        whole = self._folder / target.name
        with os.fdopen(os.open(whole, os.O_CREAT | os.O_RDWR, 0o600), "w+b") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
                packer = Packer(archive, self._tell)
                packer.add_bytes(README, _README.encode())
                packer.add_file(name_of(self._workspace, self._workspace.database), database)
                done = self._add_photos(packer, snapshot, BackedUp(target))
                for path in small_files(self._workspace):
                    packer.add_bytes(name_of(self._workspace, path), path.read_bytes())
                done = replace(self._add_runs(packer, done), left_out=packer.left_out)
                packer.finish(_facts(snapshot, done))
            stream.flush()
            os.fsync(stream.fileno())
        if self._on_progress:
            self._on_progress(self._total, self._total)
        return replace(done, size=whole.stat().st_size)

    def _size(self, snapshot: Snapshot, database: Path) -> int:
        """Return about how many bytes will be written; that many files must fit in a backup."""
        photos = [self._workspace.picture(*each) for each in snapshot.pictures]
        runs = [path for folder in run_folders(self._workspace) for path in run_files(folder)]
        check_number(len(photos) + len(runs), self._workspace.root)
        return database.stat().st_size + sum(_size(path) for path in (*photos, *runs))

    def _add_photos(self, packer: Packer, snapshot: Snapshot, done: BackedUp) -> BackedUp:
        missing, changed = [], []
        for picture, suffix in snapshot.pictures:
            path = self._workspace.picture(picture, suffix)
            try:
                data = read_kept(path)
            except OSError as error:
                if error.errno in _SHORT_OF_MEANS:
                    raise
                missing.append(picture)
                continue
            if packer.add_bytes(name_of(self._workspace, path), data) != picture:
                changed.append(picture)
        photos = len(snapshot.pictures) - len(missing)
        return replace(done, photos=photos, missing=missing, changed=changed)

    def _add_runs(self, packer: Packer, done: BackedUp) -> BackedUp:
        going, seen = [], set[str]()
        while fresh := [each for each in run_folders(self._workspace) if each.name not in seen]:
            for source in fresh:
                copy = self._folder / source.name
                goes_on = copy_run(source, copy)
                if source.is_dir():  # else it was moved to the bin or out of it, and is found there
                    seen.add(source.name)
                    going += [run_or_study(source).called] if goes_on else []
                    self._add_run(packer, source, copy)
                shutil.rmtree(copy, ignore_errors=True)
        return replace(done, runs=len(seen), going=going)

    def _add_run(self, packer: Packer, source: Path, copy: Path) -> None:
        for path in run_files(copy):
            name = f"{name_of(self._workspace, source)}/{path.relative_to(copy).as_posix()}"
            packer.add_file(name, path)

    def _tell(self, written: int) -> None:
        self._written += written
        if self._on_progress and time.monotonic() - self._told > _TOLD_EVERY:
            self._told = time.monotonic()
            self._on_progress(min(self._written, self._total), self._total)


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size + _PER_FILE
    except FileNotFoundError:
        return 0


def _facts(snapshot: Snapshot, done: BackedUp) -> dict[str, object]:
    return {
        "mien_backup": FORMAT,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "mien": mien_version(),
        "dataset": snapshot.dataset_id,
        "schema": snapshot.schema,
        "photos": done.photos,
        "runs": done.runs,
        "going": done.going,
        "missing": done.missing,
        "changed": done.changed,
    }
