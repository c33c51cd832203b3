"""Looking for faces in the photos of the dataset: after an import, or when somebody asks.

What is found is saved every second, so a search that was cut off goes on where it stopped. One
search at a time: an operating-system lock tells whether somebody is at it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

from filelock import FileLock, Timeout

from core.dataset.face_marks import (
    FaceCounts,
    FaceDocument,
    face_counts,
    save_faces,
    waiting_pictures,
)
from core.dataset.images import read_reduced
from core.dataset.store import DatasetStore
from core.errors import PictureRefused
from core.face_progress import SearchProgress
from core.faces.detector import FaceDetector, find_detector
from core.faces.face_sizes import LONGEST
from core.files import write_json
from core.workspace import Workspace

OnProgress = Callable[[SearchProgress], None]

_CHUNK = 32
_SAVE_EVERY = 1.0
_LOCK_SECONDS = 2  # longer than a look at whether it is held


def find_faces(
    workspace: Workspace, *, again: bool = False, on_progress: OnProgress | None = None
) -> FaceCounts:
    """Look for faces in the photos nobody has looked at yet, here and now.

    Parameters
    ----------
    workspace : Workspace
        Whose photos.
    again : bool, optional
        Whether to look at all of them anew; choices of single faces are then forgotten.
    on_progress : callable, optional
        Called with a `SearchProgress` after every few photos.

    Returns
    -------
    FaceCounts
        Over the whole dataset. Where another process is looking already, as far as it is.

    Raises
    ------
    WorkspaceProblem
        If the dataset cannot be opened or written.
    """
    lock = FileLock(workspace.face_search_lock)
    with DatasetStore.open(workspace) as store:
        try:
            lock.acquire(timeout=_LOCK_SECONDS)
        except Timeout:
            return face_counts(store)
        try:
            _search(workspace, store, on_progress, again=again)
        finally:
            lock.release()
        return face_counts(store)


def _search(
    workspace: Workspace, store: DatasetStore, tell: OnProgress | None, *, again: bool
) -> None:
    waiting = waiting_pictures(store, again=again)
    if not waiting:
        return
    detector = find_detector(workspace)
    unreadable = done = 0
    for found in _saved(store, _looked_at(workspace, detector, waiting)):
        done += len(found)
        unreadable += sum(documents is None for documents in found.values())
        now = SearchProgress(done, len(waiting), True, detector.notice, unreadable)
        write_json(workspace.face_search, asdict(now))
        if tell is not None:
            tell(now)


def _saved(
    store: DatasetStore, portions: Iterator[dict[str, list[FaceDocument] | None]]
) -> Iterator[dict[str, list[FaceDocument] | None]]:
    """Save portions about once a second, and pass on what is saved."""
    held: dict[str, list[FaceDocument] | None] = {}
    since = time.monotonic()
    for portion in portions:
        held |= portion
        if time.monotonic() - since >= _SAVE_EVERY:
            save_faces(store, {picture: found or [] for picture, found in held.items()})
            yield held
            held, since = {}, time.monotonic()
    if held:
        save_faces(store, {picture: found or [] for picture, found in held.items()})
        yield held


def _looked_at(
    workspace: Workspace, detector: FaceDetector, waiting: Sequence[tuple[str, str]]
) -> Iterator[dict[str, list[FaceDocument] | None]]:
    """Yield the faces of a few photos at a time; None for a photo that cannot be read."""

    def look(picture: tuple[str, str]) -> list[FaceDocument] | None:
        try:
            read = read_reduced(workspace.picture(*picture).read_bytes(), LONGEST)
        except (OSError, PictureRefused):
            return None
        return [face.to_json() for face in detector.find(read.pixels)]

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for start in range(0, len(waiting), _CHUNK):
            chunk = waiting[start : start + _CHUNK]
            found = pool.map(look, chunk)
            yield {picture[0]: each for picture, each in zip(chunk, found, strict=True)}
