"""Messages between two processes: plain values and bytes, never code.

A message is JSON in which each ``bytes`` value stands as a number, followed by those bytes. Unlike
pickle, reading one cannot run anything, and pictures are not blown up to text.
"""

from __future__ import annotations

import json
import struct
from typing import IO, Any

_BYTES = "\0bytes"
"""No class, file or field is called so: a name cannot hold a NUL."""


def write_message(stream: IO[bytes], value: Any) -> None:
    """Write one message and flush.

    Parameters
    ----------
    stream : binary stream
        Open for writing.
    value : JSON value that may hold bytes
        None, booleans, numbers, strings, bytes, lists and dicts with string keys.

    Raises
    ------
    OSError
        If nobody reads any more.
    """
    blobs: list[bytes] = []

    def set_aside(blob: bytes) -> dict[str, int]:
        blobs.append(bytes(blob))
        return {_BYTES: len(blobs) - 1}

    text = json.dumps(value, default=set_aside).encode("ascii")
    parts = [text, *blobs]
    stream.write(struct.pack(f"<I{len(parts)}Q", len(parts), *map(len, parts)))
    stream.writelines(parts)
    stream.flush()


def read_message(stream: IO[bytes]) -> Any:
    """Wait for one message and return its value.

    Raises
    ------
    EOFError
        If the other side is gone.
    """
    (count,) = struct.unpack("<I", _read(stream, 4))
    sizes = struct.unpack(f"<{count}Q", _read(stream, 8 * count))
    text, *blobs = [_read(stream, size) for size in sizes]

    def put_back(item: dict[str, Any]) -> Any:
        return blobs[item[_BYTES]] if item.keys() == {_BYTES} else item

    return json.loads(text, object_hook=put_back)


def _read(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data
