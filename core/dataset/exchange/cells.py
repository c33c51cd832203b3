"""Cells of a table that a spreadsheet must not take for a formula, and their texts again."""

from __future__ import annotations

_GUARD = "'"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", _GUARD)


def guarded(text: str) -> str:
    """Return a text with an apostrophe before it where a spreadsheet would run it.

    Those are the beginnings that OWASP names for CSV injection, also in full width. A text that
    begins with an apostrophe itself gets a second one, so that `unguarded` is exact.
    """
    return f"{_GUARD}{text}" if text.startswith(_DANGEROUS) else text


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given."""
    return text.removeprefix(_GUARD)
