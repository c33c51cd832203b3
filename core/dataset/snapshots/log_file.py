"""The log: every change of the database as lines of a file that is only ever appended to.

A line is a CRC-32 of eight digits, a blank, and JSON. The first line of a file says whose it is and
names the columns. A change is a line ``begin``, lines with whole rows (``table``, ``rows``) or with
numbers of removed ones (``gone``), and a line ``end``; what lacks its end was never acknowledged. A
line ``void`` takes back a change that the database refused after all, and so does a later one
of the same revision. Where the next change is of the next revision, the database had it all the
same: a flush that failed does not say which.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from core.files import atomic_write

BEGIN, END, VOID = "begin", "end", "void"
_CRC = 8
_BLOCK = 1 << 16
_WRITTEN_AT_ONCE = 1 << 20
_flush = getattr(os, "fdatasync", os.fsync)  # macOS and Windows have no lighter one

Line = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """What one transaction did.

    Parameters
    ----------
    revision : int
        Of the dataset, after it.
    at : int
        When, in milliseconds since 1970, UTC.
    parts : list of dict
        ``table`` with ``rows`` or ``gone``.
    """

    revision: int
    at: int
    parts: list[Line]


def encoded(line: Line) -> bytes:
    """Return one line of the log."""
    body = json.dumps(line, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(body), body)


def decoded(line: bytes) -> Line | None:
    """Return what a line says, None if it is not whole."""
    try:
        if int(line[:_CRC], 16) != zlib.crc32(line[_CRC + 1 : -1]) or not line.endswith(b"\n"):
            return None
        found = json.loads(line[_CRC + 1 :])
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def begin_log(path: Path, header: Line) -> None:
    """Make a new part of the log, with its first line or not at all; one that is there stays.

    What would follow on a part without its first line could never be done again.

    Raises
    ------
    OSError
        If the disk refuses.
    """
    if not path.exists() or is_empty(path):
        atomic_write(path, encoded(header))


def is_empty(path: Path) -> bool:
    """Return whether a part of the log lacks even its first line."""
    return path.stat().st_size == 0


def append(path: Path, lines: Iterable[Line]) -> int:
    """Append lines and flush them to the disk; return the size of the file.

    Raises
    ------
    OSError
        If the disk refuses; nothing of them is left then.
    """
    with path.open("ab") as stream:
        before = stream.tell()
        try:
            _write(stream, lines)
            _flush(stream.fileno())
        except BaseException:
            stream.truncate(before)
            raise
        return stream.tell()


def _write(stream: IO[bytes], lines: Iterable[Line]) -> None:
    waiting = bytearray()
    for line in lines:
        waiting += encoded(line)
        if len(waiting) > _WRITTEN_AT_ONCE:
            stream.write(waiting)
            waiting.clear()
    stream.write(waiting)
    stream.flush()


def last_revision(path: Path) -> int | None:
    """Return the newest revision of a log, None if there is none; a torn end is cut off.

    Only for whoever holds the lock of the log.
    """
    line = decoded(_last_line(path))
    if line is None or not ({END, VOID} & line.keys() or "columns" in line):
        _cut(path)
        line = decoded(_last_line(path)) or {}
    return line.get(END, line.get(VOID))


def _last_line(path: Path) -> bytes:
    with path.open("rb") as stream:
        end = stream.seek(0, os.SEEK_END)
        found = b""
        while end and found.count(b"\n", 0, -1) == 0:
            start = max(0, end - _BLOCK)
            stream.seek(start)
            found = stream.read(end - start) + found
            end = start
    return found[found.rfind(b"\n", 0, -1) + 1 :]


def _cut(path: Path) -> None:
    """Take away what a killed writer left after the last whole change."""
    with path.open("r+b") as stream:
        whole = place = 0
        for line in stream:
            place += len(line)
            told = decoded(line)
            if told is not None and ({END, VOID} & told.keys() or "columns" in told):
                whole = place
        stream.truncate(whole)
        os.fsync(stream.fileno())


def header_of(path: Path) -> Line:
    """Return the first line of a log, empty if it is damaged."""
    with path.open("rb") as stream:
        return decoded(stream.readline()) or {}


def changes_of(path: Path) -> Iterator[Change]:
    """Yield the changes of a log that hold, in their order; ends at a line that is damaged."""
    held: Change | None = None
    taken_back = False
    parts: list[Line] = []
    for line in _lines(path):
        if BEGIN in line:
            if held is not None and held.revision != line[BEGIN]:
                yield held
            held, taken_back, parts = None, False, []
        elif VOID in line:
            taken_back = True
        elif END in line:
            held = Change(line[END], line.get("at", 0), parts)
        elif "table" in line:
            parts.append(line)
    if held is not None and not taken_back:
        yield held


def _lines(path: Path) -> Iterator[Line]:
    with path.open("rb") as stream:
        for raw in stream:
            line = decoded(raw)
            if line is None:
                return
            yield line


def unread_changes(path: Path) -> int:
    """Return how many whole changes end after the first line that is damaged."""
    with path.open("rb") as stream:
        told = [decoded(line) for line in stream]
    if None not in told:
        return 0
    return sum(line is not None and END in line for line in told[told.index(None) :])
