"""Whether a network looks where it should, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.counting import photos_in_words

_HALF = 0.5


def shortcut_sentence(found: Mapping[str, Any], *, faces: bool) -> str:
    """Return the verdict of `core.explain.shortcut.find_shortcut`.

    Parameters
    ----------
    found : mapping
        With ``shortcut``, ``inside``, ``n``, ``interval`` and ``untested``.
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
        return " ".join(filter(None, (_looks(found, faces=faces), _untested(found))))
    place = shortcut["place"]
    return (
        f"Careful: for '{shortcut['class']}' it leans on the {place} of the photo; with that "
        f"{place.split()[-1]} covered it gets {shortcut['covered']:,} of "
        f"{photos_in_words(shortcut['tested'])} right instead of {shortcut['before']:,}."
    )


def looks_there(found: Mapping[str, Any]) -> bool:
    """Return True where it is clear that it looks at the face in most photos, and at no shortcut.

    Parameters
    ----------
    found : mapping
        As for `shortcut_sentence`.
    """
    interval = found["interval"]
    return found["shortcut"] is None and interval is not None and interval[0] > _HALF


def _looks(found: Mapping[str, Any], *, faces: bool) -> str:
    where = "face" if faces else "middle of the photo"
    if not found["n"]:
        return "In none of the photos does any place speak for its answer."
    return f"It looks at the {where} in {found['inside']:,} of {photos_in_words(found['n'])}."


def _untested(found: Mapping[str, Any]) -> str:
    names = " and ".join(f"'{each}'" for each in found["untested"])
    return f"Too few photos of {names} to look for shortcuts there." if names else ""
