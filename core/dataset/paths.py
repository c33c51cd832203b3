"""Paths as archives, browsers and systems write them, brought to one form."""

from __future__ import annotations

import re
from pathlib import Path

from core.dataset.naming import tidy_text

_DRIVE = re.compile(r"[A-Za-z]:")
_JUNK_FILES = frozenset({".ds_store", "thumbs.db", "desktop.ini", "picasa.ini", ".picasa.ini"})
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
_DOCUMENTS = (
    *(".txt", ".md", ".json", ".xml", ".yaml", ".yml", ".html", ".htm", ".pdf", ".svg", ".py"),
    *(".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".ipynb", ".h5", ".npy", ".log", ".ini"),
    *(".mp4", ".mov", ".avi", ".mkv", ".webm", ".mp3", ".wav", ".m4a", ".exe", ".dll", ".sqlite"),
)
_LONGEST = 1000


def clean_path(path: str) -> str:
    """Return a path with ``/`` between folders and nothing that leads elsewhere.

    Drive letters, ``.``, ``..`` and empty parts are dropped, and of a path over 1,000 characters
    its beginning; what is left is only ever shown and compared, never opened. A clean path stays
    as it is.
    """
    ending = _tidied(path)[-_LONGEST:]
    return _tidied(ending) or "unnamed"


def _tidied(path: str) -> str:
    parts = [tidy_text(part).strip() for part in path.replace("\\", "/").split("/")]
    kept = [part for part in parts if part not in ("", ".", "..") and not _DRIVE.fullmatch(part)]
    return "/".join(kept)


def junk_kind(path: str) -> str | None:
    """Return what kind of left-over a path is that systems put beside photos; None for a file."""
    folders = path.casefold().split("/")
    if "__macosx" in folders[:-1]:
        return "__MACOSX"
    if folders[-1].startswith("._"):
        return "._ files"
    if folders[-1] in _JUNK_FILES:
        return folders[-1]
    return "hidden files" if any(part.startswith(".") for part in folders) else None


def is_archive_name(path: str) -> bool:
    """Return whether a name ends like that of an archive."""
    return path.casefold().endswith(_ARCHIVES)


def is_table_name(path: str) -> bool:
    """Return whether a name ends like that of a table."""
    return path.casefold().endswith((".csv", ".tsv"))


def is_coco_name(path: str) -> bool:
    """Return whether a document is named like one of COCO's: annotations, instances or coco."""
    name = path.casefold().rpartition("/")[2]
    words = ("annotations", "instances", "coco")
    return name.endswith(".json") and any(word in name for word in words)


def is_list_name(path: str) -> bool:
    """Return whether a name is that of something that tells about photos: a table or COCO's."""
    return is_table_name(path) or is_coco_name(path)


def is_document_name(path: str) -> bool:
    """Return whether a name ends like that of something that is never a photo."""
    return path.casefold().endswith(_DOCUMENTS)


def may_be_photo(path: str) -> bool:
    """Return whether a name may be a photo's: neither a table's nor a document's."""
    return not (is_table_name(path) or is_document_name(path))


def is_there(path: Path) -> bool:
    """Return whether something lies at a path; a path no system could have leads nowhere."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
