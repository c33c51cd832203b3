"""The photos: whether their files are there, and the database knows every file."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

from core.counting import photos_in_words
from core.dataset.file_check import check_files
from core.dataset.images import THUMBNAIL_SIDE, make_thumbnail, read_picture
from core.dataset.import_folders import all_jobs
from core.dataset.queries import file_sizes
from core.dataset.records import PictureRecord
from core.dataset.store import DatasetStore
from core.doctor.findings import Finding, a_few, files_in_words
from core.errors import PictureRefused
from core.files import atomic_write
from core.processes import is_held
from core.workspace import Workspace

_ADD = "Add the photos again, or move them to the bin."
_FRESH_SECONDS = 600
_KEPT = re.compile(r"[0-9a-f]{64}\.(?:png|jpg)")


def examine_photos(workspace: Workspace) -> Iterator[Finding]:
    """Yield what is wrong with the files of photos; looks at their names and sizes."""
    with DatasetStore.open(workspace) as store:
        files = check_files(store)
        names = {each.id: each.name for each in store.records([*files.missing, *files.changed])}
        with store.reading() as connection:
            known = {row[0] for row in file_sizes(connection)}
    for ids, words in (
        (files.missing, "without a file"),
        (files.changed, "whose file was changed outside Mien"),
    ):
        if ids:
            called = tuple(names[each] for each in ids)
            told = f"{photos_in_words(len(ids))} {words}: {a_few(called)}. {_ADD}"
            yield Finding("photos", told, names=called)
    yield from _unknown(workspace, known)
    yield from _thumbnails(workspace, {*files.missing, *files.changed}, known)


def _unknown(workspace: Workspace, known: set[str]) -> Iterator[Finding]:
    """Yield pictures without a row; an import that goes on writes them before their rows."""
    if any(is_held(job.lock) for job in all_jobs(workspace)):
        return
    old = time.time() - _FRESH_SECONDS
    found = [
        path
        for path in _pictures(workspace.pictures)
        if path.stem not in known and path.stat().st_mtime < old
    ]
    if found:
        yield Finding(
            "photos",
            f"In the photos folder, known to no photo of the set: {files_in_words(len(found))}.",
            serious=False,
            names=tuple(path.name for path in found),
            repair=lambda: _set_aside(workspace, found),
        )


def _thumbnails(workspace: Workspace, gone: set[str], known: set[str]) -> Iterator[Finding]:
    have = {path.stem for path in _pictures(workspace.thumbnails)}
    with DatasetStore.open(workspace) as store:
        wanted = [each for each in _records(store) if _needs_thumbnail(each)]
    lacking = [each for each in wanted if each.id not in have and each.id not in gone]
    if lacking:
        yield Finding(
            "thumbnails",
            f"Without their small picture: {photos_in_words(len(lacking))}.",
            names=tuple(each.name for each in lacking),
            repair=lambda: _made_again(workspace, lacking),
        )
    idle = [path for path in _pictures(workspace.thumbnails) if path.stem not in known]
    old = [path for path in idle if path.stat().st_mtime < time.time() - _FRESH_SECONDS]
    if old:
        words = f"Small pictures that belong to no photo: {len(old):,}."
        yield Finding("thumbnails", words, serious=False, repair=lambda: _removed(old))


def _records(store: DatasetStore) -> Iterator[PictureRecord]:
    ids = store.picture_ids()
    for start in range(0, len(ids), 1_000):
        yield from store.records(ids[start : start + 1_000])


def _needs_thumbnail(record: PictureRecord) -> bool:
    return max(record.width, record.height) > THUMBNAIL_SIDE


def _pictures(folder: Path) -> Iterator[Path]:
    """Yield the kept pictures below a folder, and nothing else."""
    if not folder.is_dir():
        return
    for part in os.scandir(folder):
        if part.is_dir() and len(part.name) == 2:  # noqa: PLR2004 - the first letters of a hash
            yield from (Path(e.path) for e in os.scandir(part.path) if _KEPT.fullmatch(e.name))


def _set_aside(workspace: Workspace, found: list[Path]) -> str:
    workspace.unknown_photos.mkdir(parents=True, exist_ok=True)
    for path in found:
        path.replace(workspace.unknown_photos / path.name)
    return (
        f"{files_in_words(len(found))} moved to {workspace.unknown_photos}; "
        "add that folder if you miss photos, else delete it."
    )


def _made_again(workspace: Workspace, lacking: list[PictureRecord]) -> str:
    made = 0
    for record in lacking:
        try:
            data = workspace.picture(record.id, record.suffix).read_bytes()
            atomic_write(workspace.thumbnail(record.id), make_thumbnail(read_picture(data).pixels))
        except (OSError, PictureRefused):
            continue  # told as missing or changed
        made += 1
    return f"{made:,} of {len(lacking):,} small pictures made again."


def _removed(paths: list[Path]) -> str:
    for path in paths:
        path.unlink(missing_ok=True)
    return f"{files_in_words(len(paths))} removed."
