"""Files brought in by an import, and what is told about each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.dataset.images import read_picture
from core.dataset.importing import ImportReport, run_import
from core.dataset.records import PictureRecord
from core.dataset.store import DatasetStore
from core.workspace import Workspace
from tests.dataset.making import zip_of


def bring(
    place: Workspace, folder: Path, files: Mapping[str, bytes]
) -> tuple[ImportReport, dict[str, str]]:
    """Import files in a zip, read by a process under limits; return also why any were refused."""
    report = run_import(place, zip_of(folder / "brought.zip", files), workers=1)
    return report, {each.file: each.reason for each in report.refused}


def kept(place: Workspace, name: str) -> PictureRecord:
    """Return what is known about the photo that came under a name."""
    with DatasetStore.open(place) as store:
        [found] = [each for each in store.pictures(limit=10_000) if each.name == name]
    return found


def kept_pixels(place: Workspace, name: str) -> npt.NDArray[np.uint8]:
    """Return the pixels of the photo that came under a name."""
    return read_picture(kept_bytes(place, name)).pixels


def kept_bytes(place: Workspace, name: str) -> bytes:
    """Return the file that is kept of the photo that came under a name."""
    found = kept(place, name)
    return place.picture(found.id, found.suffix).read_bytes()


def found_in(place: Workspace, *marks: bytes) -> list[str]:
    """Return the files of a workspace that hold any of these bytes."""
    files = [path for path in place.root.rglob("*") if path.is_file()]
    return [path.name for path in files if any(mark in path.read_bytes() for mark in marks)]
