"""Bytes on disk: hashes, and writes that are whole or not there."""

from __future__ import annotations

import errno
import hashlib
import json
import math
import os
import stat
import tempfile
import time
from pathlib import Path
from typing import Any

_BLOCK = 1 << 20
_NO_FILE = "Not the file that was kept, but a link, a folder or a pipe"


def sha256_bytes(data: bytes) -> str:
    """Return the SHA-256 of ``data`` as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path) -> str:
    """Return the SHA-256 of a file's content as 64 lower-case hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


class NotKept(OSError):
    """A link, a folder or a pipe where a file that Mien wrote should be."""


def read_kept(path: Path) -> bytes:
    """Return the content of a file that Mien wrote and nobody changes.

    Raises
    ------
    NotKept
        If something else lies there: a link could lead anywhere, and a pipe never ends.
    OSError
        If it is gone, or the disk refuses.
    """
    flags = (getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
    try:
        descriptor = os.open(path, os.O_RDONLY | sum(flags))
    except OSError as error:
        if path.is_symlink():
            raise NotKept(errno.EINVAL, _NO_FILE, str(path)) from error
        raise
    with os.fdopen(descriptor, "rb", closefd=True) as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise NotKept(errno.EINVAL, _NO_FILE, str(path))
        return stream.read()


def atomic_write(path: Path, data: bytes) -> None:
    """Write ``data`` so that ``path`` holds either its old content or all of the new.

    The bytes go to a temporary file in the same folder, are flushed to the disk, renamed over
    ``path``, and the folder entry is flushed too.

    Raises
    ------
    OSError
        If the disk refuses; ``path`` is then unchanged and no temporary file stays behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk, where the system can (Windows cannot)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def file_age(path: Path) -> float:
    """Return the seconds since a file was changed; infinity for one that is not there.

    After the clock was set back, a file from before counts as old by that much, not as new.
    """
    try:
        return abs(time.time() - path.stat().st_mtime)
    except FileNotFoundError:
        return math.inf


class NestedTooDeep(ValueError):
    """A JSON text that cannot be read from here; from elsewhere it might be."""


def write_json(path: Path, value: Any) -> None:
    """Write ``value`` as indented JSON, atomically."""
    text = json.dumps(value, indent=1, ensure_ascii=False)
    atomic_write(path, text.encode("utf-8", "surrogatepass"))


def read_json(path: Path) -> Any:
    """Read a JSON file.

    Raises
    ------
    FileNotFoundError
        If there is none.
    ValueError
        If it is not JSON, or nested too deep to be of ours.
    """
    return parse_json(path.read_bytes())


def parse_json(text: str | bytes) -> Any:
    """Return what a JSON text says.

    Raises
    ------
    NestedTooDeep
        If it is nested so deep that Python gives up, which nothing we write is.
    ValueError
        If it is not JSON: ``NaN`` and ``Infinity``, which Python would take, are not.
    """
    try:
        return json.loads(text, parse_constant=_refuse)
    except RecursionError as error:
        raise NestedTooDeep("JSON nested too deep.") from error


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON.")
