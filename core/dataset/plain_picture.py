"""Whether a file holds a picture and nothing beside: no notes, profiles, comments or tails."""

from __future__ import annotations

import struct
import zlib

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNKS = (b"IHDR", b"IDAT", b"IEND")
_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_SCAN = 0xDA
_JPEG_SEGMENTS = (0xDB, 0xC0, 0xC4, _SCAN)  # tables, frame, codes, scan
_JFIF = (b"\xff\xe0\x00\x10JFIF\x00", 20)


def is_plain(data: bytes, suffix: str) -> bool:
    """Return whether a file is built of the parts alone that Mien writes.

    Parameters
    ----------
    data : bytes
        A kept picture.
    suffix : {".png", ".jpg"}
        What it is kept as.
    """
    return _is_plain_png(data) if suffix == ".png" else _is_plain_jpeg(data)


def _is_plain_png(data: bytes) -> bool:
    if not data.startswith(_PNG):
        return False
    at, kinds = len(_PNG), []
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if kind not in _PNG_CHUNKS or end > len(data):
            return False
        if struct.unpack_from(">I", data, end - 4)[0] != zlib.crc32(data[at + 4 : end - 4]):
            return False
        kinds.append(kind)
        at = end
    return at == len(data) and kinds[:1] == [b"IHDR"] and kinds[-1:] == [b"IEND"]


def _is_plain_jpeg(data: bytes) -> bool:
    head, at = _JFIF
    if not data.startswith(_SOI + head):
        return False
    while at + 4 <= len(data):
        marker, (length,) = data[at + 1], struct.unpack_from(">H", data, at + 2)
        if data[at] != _SOI[0] or marker not in _JPEG_SEGMENTS:
            return False
        at += 2 + length
        if marker == _SCAN:
            return _ends_once(data, at)
    return False


def _ends_once(data: bytes, at: int) -> bool:
    """Return whether a scan goes on to the end of the file: one marker, the last two bytes."""
    scan = data[at:].replace(b"\xff\x00", b"")
    return scan.endswith(_EOI) and scan.index(b"\xff") == len(scan) - len(_EOI)
