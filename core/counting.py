"""The one way in which a number of photos is written in sentences."""

from __future__ import annotations


def photos_in_words(number: int) -> str:
    """Return "1 photo", or such as "12,045 photos"."""
    return "1 photo" if number == 1 else f"{number:,} photos"
