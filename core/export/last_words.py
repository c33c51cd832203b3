"""What a failed program said last, short enough for a sentence."""

from __future__ import annotations

_LONGEST = 300


def last_words(text: str) -> str:
    """Return the last line of a text that says something, ``"nothing"`` where none does."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:_LONGEST] if lines else "nothing"
