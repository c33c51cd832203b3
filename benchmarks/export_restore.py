"""A whole project backed up and put back: ``python -m benchmarks export restore``.

Two thousand different photos are imported, labels are changed, photos deleted, a step undone, and a
training runs to its end. The plain ways are measured in turn with ours, in the same run: ``zip -0``
and ``unzip`` where the computer has them, and `shutil.copytree`. They neither check nor flush what
they write.
"""

from __future__ import annotations

import io
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image

from benchmarks.figure import Figure
from core.backup.backing_up import back_up
from core.backup.layout import README
from core.backup.restoring import restore_backup
from core.dataset.importing import run_import
from core.dataset.labels import move_to_bin, set_label, undo
from core.dataset.store import DatasetStore
from core.dataset.verify import verify
from core.files import sha256_file
from core.runs.spec import TrainConfig
from core.training_plan import start_training
from core.workspace import PROJECT, Workspace

_PHOTOS = 2_000
_TIMES = 3
_OF_THE_MOMENT = (".lock", ".pid", ".tmp", ".request")


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield ``restore``, what is lost on the way out and back, and the seconds each way.

    Parameters
    ----------
    arguments : sequence of str
        How many photos; 2,000 where nothing is said.
    """
    photos = int(arguments[0]) if arguments else _PHOTOS
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = Path(place)
        workspace = Workspace(folder / "project")
        _fill(workspace, photos, folder / "photos.zip")
        yield _lost(workspace, folder, photos)
        yield from _seconds(workspace, folder, photos)


def _fill(workspace: Workspace, photos: int, source: Path) -> None:
    with zipfile.ZipFile(source, "w") as archive:
        for number in range(photos):
            archive.writestr(f"{('happy', 'sad')[number % 2]}/{number}.jpg", _photo(number))
    run_import(workspace, source)
    source.unlink()
    config = TrainConfig(architecture="cnn-16-32-16", image_size=32, epochs=2, dense_units=8)
    with DatasetStore.open(workspace) as store:
        ids = store.picture_ids()
        for picture in ids[:100]:
            set_label(store, [picture], "other")
        move_to_bin(store, ids[100:150])
        undo(store)
        move_to_bin(store, ids[100:120])
        training = start_training(workspace, store, config, launch=False)
    command = [sys.executable, "-m", "core.worker", str(training.path)]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)


def _photo(number: int) -> bytes:
    random = np.random.default_rng(number)
    coarse = random.integers(0, 256, (12, 16, 3), dtype=np.uint8)
    pixels = np.kron(coarse, np.ones((30, 30, 1), dtype=np.uint8))
    noisy = np.clip(pixels + random.integers(-12, 12, pixels.shape), 0, 255).astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(noisy).save(stream, "JPEG", quality=90)
    return stream.getvalue()


def _lost(workspace: Workspace, folder: Path, photos: int) -> Figure:
    backup, back = folder / "project.zip", Workspace(folder / "back")
    done = back_up(workspace, backup)
    restore_backup(backup, back.root)
    lost, files, rows = compared(workspace, back)
    detail = {
        "photos": photos,
        "runs": done.runs,
        "files": files,
        "rows": rows,
        "verify": "clean" if verify(back).intact else "not clean",
        "mb": round(done.size / 1e6, 1),
    }
    shutil.rmtree(back.root)
    backup.unlink()
    return Figure("restore", lost, "files and rows", 0, "the project before", detail)


def compared(before: Workspace, after: Workspace) -> tuple[int, int, int]:
    """Compare two projects: every row of every table, and every file that a backup is to hold.

    Returns
    -------
    lost : int
        Files and rows that only one of them has; one that differs counts twice.
    files, rows : int
        How many there were before.
    """
    files = [_files(each) for each in (before, after)]
    rows = [_rows(each.database) for each in (before, after)]
    lost = [(one - two) + (two - one) for one, two in (files, rows)]
    return sum(each.total() for each in lost), files[0].total(), rows[0].total()


def _seconds(workspace: Workspace, folder: Path, photos: int) -> Iterator[Figure]:
    shutil.rmtree(workspace.cache, ignore_errors=True)  # the plain ways would copy it
    ours, plain, back = folder / "ours.zip", folder / "plain.zip", folder / "back"
    out = _timed(
        {
            "ours": lambda: back_up(workspace, ours),
            "zip -0": lambda: _zip(workspace.root, plain),
            "copytree": lambda: shutil.copytree(workspace.root, back),
        },
        [ours, plain, back],
    )
    yield _figure("backup_seconds", out, photos)
    back_up(workspace, ours)
    _zip(workspace.root, plain)
    again = _timed(
        {
            "ours": lambda: restore_backup(ours, back),
            "unzip": lambda: _unzip(plain, back),
            "copytree": lambda: shutil.copytree(workspace.root, back),
        },
        [back],
    )
    yield _figure("restore_seconds", again, photos)


def _figure(name: str, seconds: dict[str, list[float]], photos: int) -> Figure:
    middle = {way: round(median(each), 3) for way, each in seconds.items()}
    plain = next(way for way in middle if way not in ("ours", "copytree"))
    detail = {
        "photos": photos,
        "median": middle,
        "each": {way: [round(one, 3) for one in each] for way, each in seconds.items()},
        "plain_way": "the program" if shutil.which(plain.split()[0]) else "Python's zipfile",
        "note": "ours hashes every file and waits for the disk; the others do neither",
    }
    return Figure(name, middle["ours"], "s", "<= 60", f"{plain}: {middle[plain]} s", detail)


def _timed(ways: dict[str, Callable[[], object]], made: Sequence[Path]) -> dict[str, list[float]]:
    """Return the seconds of each way, measured in turn; what they made is removed in between."""
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(_TIMES):
        for way, act in ways.items():
            began = time.monotonic()
            act()
            seconds[way].append(time.monotonic() - began)
            for path in made:
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return seconds


def _zip(root: Path, target: Path) -> None:
    if program := shutil.which("zip"):
        subprocess.run([program, "-0", "-q", "-r", str(target), "."], cwd=root, check=True)
        return
    with zipfile.ZipFile(target, "w") as archive:
        for path in root.rglob("*"):
            archive.write(path, path.relative_to(root))


def _unzip(source: Path, target: Path) -> None:
    if program := shutil.which("unzip"):
        subprocess.run([program, "-q", str(source), "-d", str(target)], check=True)
        return
    with zipfile.ZipFile(source) as archive:
        for info in archive.infolist():  # our own zip of a moment ago
            archive.extract(info, target)


def _files(workspace: Workspace) -> Counter[str]:
    """Return name and hash of every file; see `core.backup.layout` for what is none of ours.

    The database is compared by its rows, and the backup brings a file that explains it.
    """
    besides = (workspace.database, workspace.root / README)
    made_again = (workspace.thumbnails, workspace.cache, workspace.backups, workspace.snapshots)
    return Counter(
        f"{path.relative_to(workspace.root).as_posix()} {sha256_file(path)}"
        for path in workspace.root.rglob("*")
        if path.is_file()
        and path not in besides
        and path.suffix not in _OF_THE_MOMENT
        and not any(path.is_relative_to(place) for place in made_again)
    )


def _rows(database: Path) -> Counter[str]:
    """Return every row of every table: labels, journal, splits, faces."""
    with closing(sqlite3.connect(database)) as connection:
        return Counter(connection.iterdump())
