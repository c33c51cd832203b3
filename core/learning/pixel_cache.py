"""Decoded pictures, kept so that no training decodes one twice.

One file per image size, shared by all runs: raw uint8 pixels, one picture after the other, read
through a memory map; beside it a list of their names in the same order. Pictures are only ever
appended, by the one training that holds the training lock. Pixels reach the disk before the list
that counts them, so a crash leaves the cache shorter, never wrong. Needs no TensorFlow.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO, NamedTuple, TypeGuard

import numpy as np
from numpy.typing import NDArray

from core.errors import PictureRefused
from core.faces.crop import Crop
from core.files import read_json, sha256_bytes, write_json
from core.framing import read_framed
from core.workspace import Workspace


class Frame(NamedTuple):
    """A picture, or a part of it: id, suffix, and the values of a `core.faces.crop.Crop`."""

    id: str
    suffix: str
    crop: tuple[float, float, float, float] | None = None

    @property
    def key(self) -> str:
        """What it is called in the cache."""
        if self.crop is None:
            return self.id
        return f"{self.id}@{','.join(map(str, self.crop))}"


Progress = Callable[[int, int], None]
Pixels = NDArray[np.uint8]

_FORMAT = 1
_CHUNK = 64


def _are_names(value: Any) -> TypeGuard[list[str]]:
    """Tell a list of names, each once, from anything else that JSON can hold."""
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        return False
    return len(set(value)) == len(value)


class PixelCache:
    """Pictures and parts of them at one size, by `Frame.key`.

    Parameters
    ----------
    workspace : Workspace
        Where the pictures and the cache lie.
    size : int
        Side of the squares in pixels.

    Attributes
    ----------
    rows : dict of str to int
        Where each picture stands in `pixels`.
    """

    def __init__(self, workspace: Workspace, size: int) -> None:
        self._workspace = workspace
        self._shape = (size, size, 3)
        stem = f"pixels-{_FORMAT}-{size}"
        self._file = workspace.cache / f"{stem}.bin"
        self._index = workspace.cache / f"{stem}.json"
        self.rows = {key: row for row, key in enumerate(self._known())}

    def add(self, pictures: Sequence[Frame], progress: Progress | None = None) -> list[str]:
        """Decode what is not here yet, on all cores.

        Parameters
        ----------
        pictures : sequence of Frame
            Every picture that will be wanted.
        progress : callable, optional
            Called with how many of ``pictures`` are done and how many there are.

        Returns
        -------
        list of str
            Ids whose file is gone or damaged, in the order given.
        """
        fresh = [item for item in dict.fromkeys(pictures) if item.key not in self.rows]
        missing: list[str] = []
        if not fresh:
            return missing
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.touch()
        with self._file.open("r+b") as stream, ThreadPoolExecutor(os.cpu_count()) as pool:
            stream.truncate(len(self.rows) * self._bytes)
            stream.seek(0, os.SEEK_END)
            for start in range(0, len(fresh), _CHUNK):
                chunk = fresh[start : start + _CHUNK]
                decoded = list(pool.map(self._decode, chunk))
                missing += self._append(stream, chunk, decoded)
                if progress:
                    progress(len(pictures) - len(fresh) + start + len(chunk), len(pictures))
            stream.flush()
            os.fsync(stream.fileno())
        write_json(self._index, list(self.rows))
        return missing

    def pixels(self) -> Pixels:
        """Return every picture as uint8 ``(N, size, size, 3)``, 0 to 255, mapped and read-only."""
        shape = (len(self.rows), *self._shape)
        if not self.rows:
            return np.zeros(shape, np.uint8)
        return np.memmap(self._file, np.uint8, mode="r", shape=shape)

    @property
    def _bytes(self) -> int:
        height, width, channels = self._shape
        return height * width * channels

    def _known(self) -> list[str]:
        """Read the list of names; a cache that does not hold what it lists is begun anew."""
        try:
            ids = read_json(self._index)
            held = self._file.stat().st_size // self._bytes
        except (OSError, ValueError):
            return []
        return ids if _are_names(ids) and len(ids) <= held else []

    def _decode(self, item: Frame) -> Pixels | None:
        try:
            data = self._workspace.picture(item.id, item.suffix).read_bytes()
            if sha256_bytes(data) != item.id:
                return None  # changed outside Mien: not what was labelled
            return read_framed(data, self._shape[0], Crop(*item.crop) if item.crop else None)
        except (OSError, PictureRefused):
            return None

    def _append(
        self,
        stream: BinaryIO,
        chunk: Sequence[Frame],
        decoded: Sequence[Pixels | None],
    ) -> list[str]:
        missing = []
        for item, pixels in zip(chunk, decoded, strict=True):
            if pixels is None:
                missing.append(item.id)
                continue
            stream.write(np.ascontiguousarray(pixels).tobytes())
            self.rows[item.key] = len(self.rows)
        return missing
