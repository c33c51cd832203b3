"""Whether a network looks where it should, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.counting import photos_in_words


def shortcut_sentence(found: Mapping[str, Any], *, faces: bool) -> str:
    """Return the verdict of `core.explain.shortcut.find_shortcut`.

    Parameters
    ----------
    found : mapping
        With ``shortcut``, ``inside`` and ``n``.
    faces : bool
        Whether the photos show faces; else it speaks of the middle of the photo.

    Returns
    -------
    str
        For example "It looks at the face in 93 of 100 photos." or "Careful: for 'sad' it leans on
        the top right corner of the photo; with that corner covered it gets 52 of 100 photos right
        instead of 98."
    """
    shortcut = found["shortcut"]
    if shortcut is None:
        where = "face" if faces else "middle of the photo"
        return f"It looks at the {where} in {found['inside']:,} of {photos_in_words(found['n'])}."
    place = shortcut["place"]
    return (
        f"Careful: for '{shortcut['class']}' it leans on the {place} of the photo; with that "
        f"{place.split()[-1]} covered it gets {shortcut['covered']:,} of "
        f"{photos_in_words(shortcut['tested'])} right instead of {shortcut['before']:,}."
    )
