"""Small greys and measures of photos, kept on disk so that no photo is decoded twice for them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray
from PIL import Image

from core.curation.duplicates import SIDE
from core.curation.quality import Measures, measure
from core.dataset.decoding import open_upright
from core.dataset.records import PictureRecord
from core.errors import PictureRefused
from core.files import atomic_write
from core.workspace import Workspace

Progress = Callable[[int, int], None]

_FORMAT = 1
_LONGEST = 256
_AT_ONCE = 512
_PRECISION = "<f4"
_LOCK_SECONDS = 60  # it is held while a file is read and written


@dataclass(frozen=True)
class Looks:
    """What photos look like.

    Parameters
    ----------
    ids : list of str
        The photos that could be read.
    greys : ndarray of uint8, shape (N, SIDE, SIDE)
        Each pressed into a square.
    measures : list of Measures
    unreadable : list of str
        Photos whose file is gone or damaged.
    """

    ids: list[str]
    greys: NDArray[np.uint8]
    measures: list[Measures]
    unreadable: list[str]


def looks(
    workspace: Workspace, records: Sequence[PictureRecord], on_progress: Progress | None = None
) -> Looks:
    """Return what photos look like; only those not known yet are decoded."""
    known = _read(workspace)
    fresh = [each for each in records if each.id not in known]
    found: dict[str, bytes] = {}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for start in range(0, len(fresh), _AT_ONCE):
            part = fresh[start : start + _AT_ONCE]
            seen = pool.map(lambda each: _look(workspace, each), part)
            found |= {each.id: row for each, row in zip(part, seen, strict=True) if row is not None}
            if on_progress:
                on_progress(len(records) - len(fresh) + start + len(part), len(records))
    if found:
        with suppress(OSError):  # photos can be looked at again; no list ends for want of a cache
            _keep(workspace, found)
    known |= found
    ids = [each.id for each in records if each.id in known]
    rows = np.frombuffer(b"".join(known[each] for each in ids), _row_type())
    return Looks(
        ids,
        rows["grey"].reshape(-1, SIDE, SIDE),
        [Measures(float(row["sharpness"]), float(row["brightness"])) for row in rows],
        [each.id for each in records if each.id not in known],
    )


def forget(workspace: Workspace, picture_id: str) -> None:
    """Remove what is known about the looks of a photo, whose file has to be gone.

    A search that goes on meanwhile does not write it back.

    Raises
    ------
    OSError
        If the disk refuses.
    """
    with FileLock(workspace.looks_lock, timeout=_LOCK_SECONDS):
        known = _read(workspace)
        if known.pop(picture_id, None) is not None:
            _write(workspace, known)


def _keep(workspace: Workspace, found: dict[str, bytes]) -> None:
    """Add what was found to what is kept now; what was deleted meanwhile stays away."""
    with FileLock(workspace.looks_lock, timeout=_LOCK_SECONDS):
        here = {each: row for each, row in found.items() if workspace.has_picture(each)}
        _write(workspace, _read(workspace) | here)


def _look(workspace: Workspace, record: PictureRecord) -> bytes | None:
    """Return a photo's row, as bytes; None where it cannot be read."""
    small = workspace.thumbnail(record.id)
    path = small if small.is_file() else workspace.picture(record.id, record.suffix)
    try:
        image = open_upright(path.read_bytes(), _LONGEST).image.convert("L")
    except (OSError, PictureRefused):
        return None
    image.thumbnail((_LONGEST, _LONGEST), Image.Resampling.BILINEAR)
    found = measure(np.asarray(image))
    row = np.zeros(1, _row_type())
    row["sharpness"], row["brightness"] = found.sharpness, found.brightness
    row["grey"] = np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BILINEAR))
    return row.tobytes()


def _row_type() -> np.dtype[np.void]:
    return np.dtype(
        [("sharpness", _PRECISION), ("brightness", _PRECISION), ("grey", np.uint8, (SIDE, SIDE))]
    )


def _read(workspace: Workspace) -> dict[str, bytes]:
    """Read what is kept: rows of an id, as 32 bytes, and what belongs to it."""
    try:
        data = workspace.looks(_FORMAT).read_bytes()
    except OSError:
        return {}
    size = 32 + _row_type().itemsize
    return {
        data[at : at + 32].hex(): data[at + 32 : at + size]
        for at in range(0, len(data) - len(data) % size, size)
    }


def _write(workspace: Workspace, known: dict[str, bytes]) -> None:
    rows = BytesIO()
    for picture, row in known.items():
        rows.write(bytes.fromhex(picture))
        rows.write(row)
    atomic_write(workspace.looks(_FORMAT), rows.getvalue())
