"""What the starter model sees in photos, kept on the disk: it looks at each photo once.

One file holds names and features together and is replaced as a whole, so that they always fit.
Several processes may add to it; each takes in what the others wrote.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from zipfile import BadZipFile

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from core.cache_keys import picture_of_key
from core.errors import PictureRefused
from core.faces.crop import Crop
from core.files import atomic_write, sha256_file
from core.framing import read_framed
from core.learning.features import features
from core.learning.pixel_cache import Frame
from core.learning.starter import load_starter, starter_head
from core.starter_model import starter_weights
from core.workspace import Workspace

SIDE = 48
"""Of the squares the starter model looks at, in pixels."""

Pixels = NDArray[np.uint8]
Progress = Callable[[int], None]


class KeptFeatures:
    """Features of photos by `Frame.key`, on disk; those of another starter model do not count.

    Parameters
    ----------
    workspace : Workspace
        Where the photos and the cache lie.

    Attributes
    ----------
    rows : dict of str to int
        Where each stands in ``array``.
    array : ndarray of float32, shape (N, F)
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._file = workspace.cache / f"features-{_fingerprint()}-{SIDE}.npz"
        self._lock = FileLock(self._file.with_suffix(".lock"))
        self.rows: dict[str, int] = {}
        self.array = np.zeros((0, starter_head().kernel.shape[0]), np.float32)
        self._on_disk: set[str] = set()
        self._take_in()

    def add(self, frames: Sequence[Frame]) -> None:
        """Look at the photos that are not known yet; one that cannot be read stays unknown."""
        squares = {}
        for frame in dict.fromkeys(frames):
            if frame.key not in self.rows and (square := self._square(frame)) is not None:
                squares[frame.key] = square
        self.add_squares(squares)

    def add_squares(self, squares: Mapping[str, Pixels], on_batch: Progress | None = None) -> None:
        """Look at squares that were read already, those of them that are not known yet.

        Parameters
        ----------
        squares : mapping of str to ndarray of uint8, shape (48, 48, 3)
            By `Frame.key`; RGB, 0 to 255.
        on_batch : callable, optional
            Called after every batch with the number of squares done.
        """
        fresh = [key for key in squares if key not in self.rows]
        if not fresh:
            return
        pixels = np.stack([squares[key] for key in fresh])
        seen = features(load_starter(), pixels, np.arange(len(fresh)), on_batch)
        self._append(fresh, seen)
        with suppress(OSError):  # what was seen is at hand; a training goes on without the cache
            self._keep()

    def _keep(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            self._take_in()
            stay = [key for key in self.rows if self._is_kept(key)]
            content = io.BytesIO()
            seen = self.array[[self.rows[key] for key in stay]]
            np.savez(content, names=np.array(stay), features=seen)
            atomic_write(self._file, content.getvalue())
            self._on_disk = {*stay}

    def _is_kept(self, key: str) -> bool:
        """Return whether it goes to the disk: not what was deleted everywhere meanwhile."""
        return key in self._on_disk or self._workspace.has_picture(picture_of_key(key))

    def _append(self, keys: Sequence[str], seen: NDArray[np.float32]) -> None:
        self.rows |= {key: len(self.rows) + number for number, key in enumerate(keys)}
        self.array = np.concatenate([self.array, seen])

    def _square(self, frame: Frame) -> Pixels | None:
        try:
            data = self._workspace.picture(frame.id, frame.suffix).read_bytes()
            return read_framed(data, SIDE, Crop(*frame.crop) if frame.crop else None)
        except (OSError, PictureRefused):
            return None

    def _take_in(self) -> None:
        """Add what is in the file and not known; a damaged file counts as none.

        What was in it and is no more was deleted everywhere: it is forgotten here too.
        """
        try:
            with np.load(self._file, allow_pickle=False) as kept:
                names, seen = kept["names"].tolist(), kept["features"]
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return
        if seen.dtype != np.float32 or seen.shape != (len(names), self.array.shape[1]):
            return
        self._forget(self._on_disk.difference(names))
        self._on_disk = {*names}
        fresh = [row for row, name in enumerate(names) if name not in self.rows]
        if fresh:
            self._append([names[row] for row in fresh], seen[fresh])

    def _forget(self, gone: set[str]) -> None:
        if gone:
            stay = [key for key in self.rows if key not in gone]
            self.array = self.array[[self.rows[key] for key in stay]]
            self.rows = {key: row for row, key in enumerate(stay)}


@cache
def _fingerprint() -> str:
    return sha256_file(starter_weights())[:12]
