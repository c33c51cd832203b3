"""Files written into one zip, not compressed, each with its size and hash in a list at the end."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from core.backup.layout import MANIFEST, is_allowed
from core.files import sha256_bytes

_BLOCK = 1 << 20
_ZIP64_FROM = 1 << 30
_READABLE = 0o600 << 16

Tell = Callable[[int], None]


class Packer:
    """Writes the files of a backup; 64-bit where files or the whole are large.

    What could not be put back, because it has a name that no backup has, is not written but listed
    in ``left_out``.

    Parameters
    ----------
    archive : ZipFile
        Open for writing.
    tell : callable
        Called with the bytes that were written since the last call.
    """

    def __init__(self, archive: zipfile.ZipFile, tell: Tell) -> None:
        self._archive, self._tell = archive, tell
        self.files: dict[str, tuple[int, str]] = {}
        self.left_out: list[str] = []

    def add_bytes(self, name: str, data: bytes) -> str:
        """Write a small file; return its SHA-256."""
        digest = sha256_bytes(data)
        if self._takes(name):
            self._archive.writestr(_head(name, len(data)), data)
            self._tell(len(data))
            self.files[name] = (len(data), digest)
        return digest

    def add_file(self, name: str, path: Path) -> None:
        """Write a file that nobody changes meanwhile, block by block."""
        if not self._takes(name):
            return
        digest, size = hashlib.sha256(), path.stat().st_size
        head = _head(name, size)
        with (
            path.open("rb") as source,
            self._archive.open(head, "w", force_zip64=size >= _ZIP64_FROM) as entry,
        ):
            while block := source.read(_BLOCK):
                digest.update(block)
                entry.write(block)
                self._tell(len(block))
        self.files[name] = (head.file_size, digest.hexdigest())

    def finish(self, facts: Mapping[str, Any]) -> None:
        """Write the list of all files, with what else is to be known."""
        listed = {name: list(known) for name, known in self.files.items()}
        data = json.dumps({**facts, "files": listed}).encode()
        self._archive.writestr(_head(MANIFEST, len(data)), data)

    def _takes(self, name: str) -> bool:
        if not is_allowed(name):
            self.left_out.append(name)
            return False
        return True


def _head(name: str, size: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = _READABLE
    info.compress_type = zipfile.ZIP_STORED
    info.file_size = size
    return info
