"""Importing real photos: ``python -m benchmarks import [fer] [web]``.

``fer`` compares the import of 13,593 small photos with a bare loop over the same files in the same
run: read from the zip, hash, decode, encode again in the same format, keep nothing. ``web`` counts
what became of 150 photos from the web.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.figure import Figure
from core.dataset.importing import ImportReport, run_import
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.workspace import PROJECT, Workspace

_DATA = PROJECT.parent / "shared" / "data"
_HOME = PROJECT / "data"  # where a person's photos go; a crowded /tmp is several times slower
_FER = _DATA / "fer2013-happy-sad.zip"
_WEB = _DATA / "web-photos-happy-sad.zip"


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield the figures ``fer`` and ``web``, or those named."""
    wanted = arguments or ("fer", "web")
    with tempfile.TemporaryDirectory(dir=_HOME, ignore_cleanup_errors=True) as folder:
        if "fer" in wanted:
            yield _fer(Workspace(Path(folder, "fer")))
        if "web" in wanted:
            yield _web(Workspace(Path(folder, "web")))


def _fer(workspace: Workspace) -> Figure:
    files = len(_photos(_FER))
    bare = files / _seconds_of_bare_loop(_FER)
    began = time.perf_counter()
    report = run_import(workspace, _FER)
    rate = files / (time.perf_counter() - began)
    bare_again = files / _seconds_of_bare_loop(_FER)
    reference = (bare + bare_again) / 2
    detail = {
        "photos_per_second": round(rate),
        "bare_per_second": [round(bare), round(bare_again)],
        "splits_as_in_zip": _splits_agree(workspace, _FER),
        **_account(files, report),
    }
    return Figure("fer", round(rate / reference, 3), "x", ">= 0.5", "bare loop, same run", detail)


def _web(workspace: Workspace) -> Figure:
    files = len(_photos(_WEB))
    report = run_import(workspace, _WEB)
    with DatasetStore.open(workspace) as store:
        greys = [picture.grey for picture in store.pictures(PictureQuery(), limit=files)]
    account = _account(files, report)
    detail = {**account, "grey": sum(greys), "colour": len(greys) - sum(greys)}
    return Figure("web", float(files - account["lost"]), "photos", 150, None, detail)


def _seconds_of_bare_loop(archive: Path) -> float:
    began = time.perf_counter()
    with zipfile.ZipFile(archive) as source:
        for info in source.infolist():
            data = source.read(info)
            hashlib.sha256(data).hexdigest()
            image = Image.open(BytesIO(data))
            image.load()
            image.save(BytesIO(), image.format)
    return time.perf_counter() - began


def _photos(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as source:
        return [info.filename for info in source.infolist() if not info.is_dir()]


def _account(files: int, report: ImportReport) -> dict[str, Any]:
    told = report.added + len(report.duplicates) + len(report.refused)
    return {
        "files": files,
        "added": report.added,
        "duplicates": len(report.duplicates),
        "conflicts": len(report.conflicts),
        "refused": len(report.refused),
        "lost": files - told,
        "per_class": report.per_class,
        "per_split": report.per_split,
        "seconds": round(report.seconds, 2),
    }


def _splits_agree(workspace: Workspace, archive: Path) -> bool:
    folders = {Path(name).name: name.split("/")[0] for name in _photos(archive)}
    with DatasetStore.open(workspace) as store:
        everything = store.pictures(PictureQuery(), limit=len(folders))
    return all(folders[picture.name] == picture.split for picture in everything)
