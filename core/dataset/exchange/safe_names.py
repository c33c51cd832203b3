"""Names of folders and files that every system takes, made from whatever people call things."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import count

from core.dataset.naming import split_of, tidy_text

LONGEST_PART = 100
"""Bytes of UTF-8 that a folder's or a file's name has at most, its ending aside."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_PHOTO_ENDING = re.compile(
    r"\.(jpe?g|jfif|png|webp|gif|bmp|tiff?|hei[cf]|avif)$", re.ASCII | re.IGNORECASE
)
_DEVICES = frozenset(
    {
        *("con", "prn", "aux", "nul", "conin$", "conout$"),
        *(f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789\u00b9\u00b2\u00b3"),
    }
)
_MISREAD = ("=", "+", "-", "@", "'", "~", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe_part(text: str) -> str:
    """Return a text as the name of a folder or the beginning of a file's.

    No separators, no characters or names that Windows keeps for itself, not hidden, not read as a
    formula or as a split, at most 100 bytes.
    """
    clean = _cut(_FORBIDDEN.sub("_", tidy_text(text)).strip(" ."))
    if not clean:
        return "unnamed"
    device = clean.partition(".")[0].rstrip().casefold() in _DEVICES
    system = clean.casefold().startswith("__macosx")
    odd = clean.startswith(_MISREAD) or split_of(clean) is not None
    return f"_{clean}" if device or system or odd else clean


def photo_stem(name: str) -> str:
    """Return the beginning of a safe file name for a photo that came under a name."""
    return safe_part(_PHOTO_ENDING.sub("", name))


def _cut(text: str) -> str:
    return text.encode()[:LONGEST_PART].decode(errors="ignore").rstrip(" .")


class Paths:
    """Gives out paths, no two of which are one on any system."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def claim(self, folder: str, stem: str, ending: str, digits: str) -> str:
        """Return a path that was not given out before.

        Parameters
        ----------
        folder : str
            The folder, with ``/`` inside it; empty for the top.
        stem, ending : str
            Both parts of the file's name.
        digits : str
            Told apart by the first of them where the name is taken.
        """
        start = f"{folder}/" if folder else ""
        path = next(
            path
            for name in _candidates(stem, digits)
            if _key(path := f"{start}{name}{ending}") not in self._given
        )
        self._given.add(_key(path))
        return path


def _candidates(stem: str, digits: str) -> Iterator[str]:
    yield stem
    yield f"{stem}-{digits[:8]}"
    yield from (f"{stem}-{digits[:8]}-{number}" for number in count(2))


def _key(path: str) -> str:
    return unicodedata.normalize("NFKC", path).casefold()
