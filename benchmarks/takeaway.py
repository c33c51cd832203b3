"""Taking a set away and having it back, in each format: the time, and whether anything is lost.

``python -m benchmarks takeaway``. The photos are the 13,365 happy and sad faces of FER-2013.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.figure import Figure
from core.dataset.exchange.layouts import FORMATS
from core.dataset.exchange.taking_away import take_away
from core.dataset.importing import run_import
from core.dataset.store import DatasetStore
from core.workspace import PROJECT, Workspace

_PHOTOS = PROJECT.parent / "shared" / "data" / "fer2013-happy-sad.zip"

Facts = set[tuple[object, ...]]


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield the seconds to take a set away and to have it back, and what was lost, per format."""
    if not _PHOTOS.is_file():
        for kind in arguments or FORMATS:
            detail = {"reason": "the photos of FER-2013 are not on this computer"}
            yield Figure(f"{kind}_seconds", None, "s", "<= 60", None, detail)
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        workspace = Workspace(Path(folder) / "set")
        run_import(workspace, _PHOTOS)
        with DatasetStore.open(workspace) as store:
            for kind in arguments or FORMATS:
                yield from _figures(workspace, store, kind, Path(folder))


def _figures(
    workspace: Workspace, store: DatasetStore, kind: str, folder: Path
) -> Iterator[Figure]:
    target = folder / f"{kind}.zip"
    report = take_away(workspace, store, kind, target)
    detail = {"photos": report.photos, "mb": round(report.size / 1e6, 1)}
    yield Figure(f"{kind}_seconds", report.seconds, "s", "<= 60", None, detail)
    fresh = Workspace(folder / kind)
    came = run_import(fresh, target)
    yield Figure(f"{kind}_back_seconds", came.seconds, "s", None, None, {"photos": came.added})
    with DatasetStore.open(fresh) as other:
        lost = len(_facts(store) ^ _facts(other))
    yield Figure(f"{kind}_lost", lost, "photos", 0, "the set before")
    target.unlink()


def _facts(store: DatasetStore) -> Facts:
    return {
        (each.id, each.label, each.split, each.mark, each.name, each.folder, each.source)
        for each in store.pictures(limit=store.count())
    }
