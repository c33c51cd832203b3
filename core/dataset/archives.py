"""Zips, listed without unpacking anything, and refused where they are traps."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.dataset.entries import Entry, Listing, Refusal, ZipBytes
from core.dataset.paths import (
    clean_path,
    is_archive_name,
    is_list_name,
    junk_kind,
    may_be_photo,
)
from core.errors import ImportRefused
from core.limits import (
    ARCHIVE_ENTRIES,
    ARCHIVE_LIST_BYTES,
    ARCHIVE_RATIO,
    ARCHIVE_TOTAL_BYTES,
    IMPORT_PHOTOS,
    PHOTO_BYTES,
)

_STORED_RATIO = 2
_RATIO_FLOOR = 10_000_000
_LOCAL_HEADER = 30
_ENCRYPTED = 0x1
_UTF_8 = 0x800
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NOT_A_ZIP = (
    zipfile.BadZipFile,
    OSError,
    ValueError,
    NotImplementedError,
    OverflowError,
    struct.error,
)
_ENTRY = b"PK\x01\x02"
_ENTRY_BYTES = 46


def is_zip(path: Path) -> bool:
    """Return whether a file begins like a zip."""
    with path.open("rb") as stream:
        return stream.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


@contextmanager
def open_zip(
    path: Path, *, entries: int = ARCHIVE_ENTRIES, list_bytes: int = ARCHIVE_LIST_BYTES
) -> Iterator[zipfile.ZipFile]:
    """Open a zip whose list of entries is no longer than one should be.

    The list is read and unpacked to objects as a whole, so its length is looked at before.

    Parameters
    ----------
    path : Path
        The archive.
    entries, list_bytes : int, optional
        How many entries there may be, and how many bytes their list may have.

    Raises
    ------
    ImportRefused
        If it has too many entries.
    BadZipFile, OSError, ValueError, NotImplementedError, OverflowError, struct.error
        If it is no complete zip.
    """
    with _Guarded(path, entries, list_bytes) as stream, zipfile.ZipFile(stream) as archive:
        yield archive


class _Guarded(io.BufferedReader):
    """A file in which nobody reads a list of entries at once that is too long."""

    def __init__(self, path: Path, entries: int, list_bytes: int) -> None:
        super().__init__(io.FileIO(path))
        self._name, self._entries, self._list_bytes = path.name, entries, list_bytes

    def read(self, size: int | None = -1, /) -> bytes:
        """Return bytes of the file."""
        if size is not None and size > self._list_bytes:
            raise self._too_many()
        data = super().read(size)
        if len(data) > self._entries * _ENTRY_BYTES and data.count(_ENTRY) > self._entries:
            raise self._too_many()
        return data

    def _too_many(self) -> ImportRefused:
        return ImportRefused(
            f"{self._name} holds too many files.",
            f"At most {ARCHIVE_ENTRIES:,} are looked at, {IMPORT_PHOTOS:,} of them photos.",
            "Split it into several zips.",
        )


def list_zip(path: Path, prefix: str = "") -> Listing:
    """List the files of a zip.

    Parameters
    ----------
    path : Path
        The archive.
    prefix : str, optional
        Put before each path, with ``/`` after it.

    Raises
    ------
    ImportRefused
        If it is not a complete zip, is encrypted, has too many photos or entries, unpacks to far
        more than photos do, or has entries that share bytes.
    """
    try:
        with open_zip(path) as archive:
            infos, end = archive.infolist(), archive.start_dir
            modified = path.stat().st_mtime_ns
    except _NOT_A_ZIP as error:
        raise ImportRefused(
            f"{path.name} is not a complete zip.", advice="Make or download it again, then add it."
        ) from error
    _check_whole(path, infos, end)
    listing = Listing()
    for index, info in enumerate(infos):
        _place(listing, info, ZipBytes(path, index, modified), prefix)
    return listing


def _check_whole(path: Path, infos: list[zipfile.ZipInfo], end: int) -> None:
    files = [info for info in infos if not _is_folder(info)]
    photos = sum(may_be_photo(info.filename) for info in infos)
    if photos > IMPORT_PHOTOS:
        raise ImportRefused(
            f"{path.name} holds {photos:,} files.",
            f"At most {IMPORT_PHOTOS:,} can be added at once.",
            "Split it into several zips.",
        )
    if files and all(info.flag_bits & _ENCRYPTED for info in files):
        raise ImportRefused(
            f"{path.name} is protected by a password.", advice="Make a zip without a password."
        )
    _check_sizes(path, files)
    check_overlap(path, infos, end)


def _check_sizes(path: Path, files: list[zipfile.ZipInfo]) -> None:
    total = sum(info.file_size for info in files)
    packed = path.stat().st_size
    trap = total > ARCHIVE_TOTAL_BYTES and total > _STORED_RATIO * packed
    if trap or (total > _RATIO_FLOOR and total > ARCHIVE_RATIO * packed):
        raise ImportRefused(
            f"{path.name} has {packed / 1e6:.1f} MB but would unpack to {total / 1e6:,.0f} MB.",
            "Photos hardly shrink in a zip, so this is not a zip of photos.",
        )


def check_overlap(path: Path, infos: list[zipfile.ZipInfo], end: int) -> None:
    """Refuse a zip in which files share bytes.

    Parameters
    ----------
    path : Path
        The zip, for the sentence.
    infos : list of ZipInfo
        All that it lists.
    end : int
        Where its list begins, in bytes.

    Raises
    ------
    ImportRefused
        If two of them overlap, or one reaches into the list.
    """
    reached = 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        if info.header_offset < reached:
            raise _overlapping(path)
        encoding = "utf-8" if info.flag_bits & _UTF_8 else "cp437"
        name = len(info.orig_filename.encode(encoding, "replace"))
        reached = info.header_offset + _LOCAL_HEADER + name + info.compress_size
    if reached > end:
        raise _overlapping(path)


def _overlapping(path: Path) -> ImportRefused:
    return ImportRefused(
        f"{path.name} contradicts itself: files in it overlap.",
        advice="Make the zip again with another program, then add it.",
    )


def _place(listing: Listing, info: zipfile.ZipInfo, loader: ZipBytes, prefix: str) -> None:
    if _is_folder(info):
        return
    name = clean_path(info.filename)
    path = f"{prefix}/{name}" if prefix else name
    junk = junk_kind(name)
    reason = _refusal(info, name)
    if junk is not None:
        listing.skipped[junk] += 1
    elif reason is not None:
        listing.refused.append(Refusal(path, reason))
    else:
        listing.entries.append(Entry(path, loader, info.file_size, info.CRC))


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.filename.endswith("/")  # the library's own test fails on a name without letters


def _refusal(info: zipfile.ZipInfo, name: str) -> str | None:
    if stat.S_ISLNK(info.external_attr >> 16):
        return "It is a link to another file; links are not followed."
    if info.flag_bits & _ENCRYPTED:
        return "It is protected by a password."
    if info.compress_type not in _METHODS:
        return "It is packed in a way that cannot be opened; make the zip again."
    if is_archive_name(name):
        return "Archives inside archives are not opened."
    if info.file_size > PHOTO_BYTES and not is_list_name(name):
        return f"It has {info.file_size / 1e6:.0f} MB; at most {PHOTO_BYTES / 1e6:.0f} MB fit."
    return None
