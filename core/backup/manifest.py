"""What a backup says about itself, read from a file that may come from anywhere."""

from __future__ import annotations

import json
import re
import stat
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.backup.layout import FORMAT, MANIFEST, is_allowed
from core.dataset.archives import check_overlap
from core.errors import BackupRefused, ImportRefused
from core.limits import BACKUP_LIST_BYTES, BACKUP_LIST_ROW_BYTES

_BESIDE_FILES = 20_000_000
"""Bytes that the list may have for what is no file: ids of photos that were missing."""
_ENCRYPTED = 0x1
_SHA256 = re.compile(r"[0-9a-f]{64}")
NOT_A_ZIP = (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError)

_AGAIN = "Take another copy of the backup, or make a new one where the project still is."


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself.

    Parameters
    ----------
    made : str
        When, UTC, ISO 8601.
    mien : str
        By which version.
    missing, changed : frozenset of str
        Ids of photos that were gone, or differed from what was written, when it was made.
    files : dict of str to (int, str)
        Size and SHA-256 of every other file.
    """

    made: str
    mien: str
    missing: frozenset[str]
    changed: frozenset[str]
    files: dict[str, tuple[int, str]]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for size, _ in self.files.values())


def refused(path: Path, why: str) -> BackupRefused:
    """Return the refusal of a backup that is damaged, or was never one."""
    return BackupRefused(f"{path.name} cannot be put back: {why}", "", _AGAIN)


def read_manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    """Check a zip against its own list, before anything of it is written.

    Raises
    ------
    BackupRefused
        If it is no backup, was made by a newer Mien, holds anything that a backup does not (a link,
        a path that leads elsewhere, something packed or encrypted, a file twice), lacks a file, or
        has files that share bytes.
    """
    infos = archive.infolist()
    if not infos or min(info.header_offset for info in infos) > 0:  # the end of a zip in a torn one
        raise refused(path, "it is not a complete zip.")
    if MANIFEST not in archive.namelist():
        raise BackupRefused(
            f"{path.name} is not a backup of a Mien project.",
            "A backup is written by: python -m core backup FILE",
            "Photos and labels in another zip are brought in with import.",
        )
    for info in infos:
        _check_entry(path, info)
    names = [info.filename for info in infos]
    if len({name.casefold() for name in names}) < len(names):
        raise refused(path, "it holds a file twice.")
    try:
        check_overlap(path, infos, archive.start_dir)
    except ImportRefused as error:
        raise refused(path, "files in it overlap.") from error
    manifest = _parsed(path, _listed(path, archive))
    sizes = {info.filename: info.file_size for info in infos if info.filename != MANIFEST}
    listed = {name: size for name, (size, _) in manifest.files.items()}
    for name in sorted(listed.keys() ^ sizes.keys()):
        what = "is missing in it" if name in listed else "is in it without being listed"
        raise refused(path, f"{name[:100]} {what}.")
    if listed != sizes:
        raise refused(path, "a file in it has another size than is listed.")
    return manifest


def _check_entry(path: Path, info: zipfile.ZipInfo) -> None:
    if info.filename != MANIFEST and not is_allowed(info.filename):
        raise refused(path, f"it holds {info.filename[:100]!r}, which no backup does.")
    kind = stat.S_IFMT(info.external_attr >> 16)
    packed = info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size
    if packed or info.flag_bits & _ENCRYPTED or kind not in (0, stat.S_IFREG):
        raise refused(path, f"{info.filename[:100]} is packed, encrypted or a link.")


def _listed(path: Path, archive: zipfile.ZipFile) -> Mapping[str, Any]:
    info = archive.getinfo(MANIFEST)
    longest = _BESIDE_FILES + BACKUP_LIST_ROW_BYTES * len(archive.infolist())
    if info.file_size > min(longest, BACKUP_LIST_BYTES):
        raise refused(path, "its list of files is too long.")
    try:
        document = json.loads(archive.read(info))
    except (*NOT_A_ZIP, RecursionError) as error:
        raise refused(path, "its list of files is damaged.") from error
    if not isinstance(document, dict):
        raise refused(path, "its list of files is damaged.")
    return document


def _parsed(path: Path, document: Mapping[str, Any]) -> Manifest:
    number = document.get("mien_backup")
    if type(number) is int and number > FORMAT:
        raise BackupRefused(
            f"{path.name} was made by a newer Mien ({_shown(document.get('mien'))[:20]}).",
            advice="Install that version, then put the backup back.",
        )
    if type(number) is not int or number != FORMAT:
        raise refused(path, "its list of files is damaged.")
    try:
        files = {str(name): _known(value) for name, value in document["files"].items()}
        gone, changed = (_ids(document[key]) for key in ("missing", "changed"))
        made, mien = (_shown(document[key])[:40] for key in ("made", "mien"))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise refused(path, "its list of files is damaged.") from error
    return Manifest(made, mien, gone, changed, files)


def _shown(text: Any) -> str:
    """Return a text without what a terminal would obey."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(text))


def _ids(value: Any) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise TypeError
    return frozenset(value)


def _known(value: Any) -> tuple[int, str]:
    size, digest = value
    if type(size) is not int or size < 0 or not _SHA256.fullmatch(digest):
        raise ValueError
    return size, digest
