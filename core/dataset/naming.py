"""Names a person typed or a folder bore, tidied for showing and for comparing."""

from __future__ import annotations

import hashlib
import unicodedata
from functools import lru_cache

LONGEST_NAME = 60
_DIGITS = 8
_BEGINNING = LONGEST_NAME - _DIGITS - 1

_SPLIT_NAMES = {
    "train": "train",
    "training": "train",
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "dev": "validation",
    "test": "test",
    "testing": "test",
}


def tidy_text(text: str) -> str:
    """Return text that every database and page can hold.

    Composed (NFC), without control and text-direction characters; what is not Unicode at all
    becomes ``?``.
    """
    if text.isascii() and text.isprintable():
        return text
    whole = text.encode("utf-8", "replace").decode("utf-8")
    shown = (" " if c.isspace() else c for c in whole if c.isspace() or _is_shown(c))
    return unicodedata.normalize("NFC", "".join(shown))


def tidy_class(name: str) -> str:
    """Return a class name as it is shown: tidied, single spaces, at most 60 characters.

    The end of a longer one gives way to eight digits of its hash, so that two of them stay two.
    """
    whole = " ".join(tidy_text(name).split())
    if len(whole) <= LONGEST_NAME:
        return whole
    told = unicodedata.normalize("NFC", whole.casefold()).encode()
    return f"{whole[:_BEGINNING].strip()}~{hashlib.sha256(told).hexdigest()[:_DIGITS]}"


@lru_cache(maxsize=4096)
def class_key(name: str) -> str:
    """Return what makes two spellings one class: ``Happy`` and ``HAPPY `` have the same key."""
    return unicodedata.normalize("NFC", tidy_class(name).casefold())


def split_of(folder: str) -> str | None:
    """Return the split a folder name stands for, None for any other name."""
    return _SPLIT_NAMES.get(class_key(folder))


def _is_shown(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
