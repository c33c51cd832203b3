"""Whether the maps of a model can be trusted, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.counting import photos_in_words
from core.percent import percent

_ENOUGH = 40
"""Photos below which chance decides which maps win."""

Found = Mapping[str, Any]


def trust_sentence(found: Found) -> str:
    """Say in words whether the maps show what counts.

    Parameters
    ----------
    found : mapping
        As `core.explain.faithfulness.faithfulness` returns it.

    Returns
    -------
    str
        The check with redrawn weights first: maps that do not depend on what was learned prove
        nothing else.
    """
    said = [_verdict(found), _kept_alone(found["removal"]), _face(found["face"])]
    return " ".join(filter(None, said))


def _verdict(found: Found) -> str:
    removal = found["removal"]
    if not found["randomisation"]["passed"]:
        return (
            "Careful: the maps look much the same when all that the model has learned is thrown "
            "away, so they show the photos, not the model."
        )
    gain = removal["deletion_gain"]
    if gain is None:
        return (
            "Too little depends on single places of these photos to tell whether the maps are true."
        )
    low, high = gain["interval"]
    if high < 0:
        return (
            "Careful: covering what the maps mark changes its answers less than covering places "
            "at random, so the maps mislead."
        )
    if low <= 0 or removal["n"] < _ENOUGH:
        seen = photos_in_words(removal["n"])
        return f"Too few photos to tell whether the maps show what counts ({seen})."
    return (
        "The maps show what counts: with the marked places covered bit by bit, its answers lose "
        f"their ground {percent(gain['value']):g} % faster than with places covered at random"
        f"{_against_centre(removal['deletion_gain_over_centre'])}. They change when what it has "
        "learned is thrown away, as they must."
    )


def _against_centre(gain: Found | None) -> str:
    if gain is None or gain["interval"][0] <= 0 <= gain["interval"][1]:
        return ", and about as fast as with the middle covered"
    words = "faster" if gain["value"] > 0 else "slower"
    return f", and {abs(percent(gain['value'])):g} % {words} than with the middle covered"


def _kept_alone(removal: Found) -> str:
    """Warn where the marked places alone hold less of the answer than places at random."""
    own, chance = (removal[name]["insertion_interval"] for name in ("maps", "random"))
    if removal["n"] < _ENOUGH or own[1] >= chance[0]:
        return ""
    return "But the marked places alone hold less of its answers than places at random."


def _face(face: Found | None) -> str:
    if face is None or face["share"] is None:
        return ""
    return (
        f"{percent(face['share']):g} % of what speaks for its answers lies where the face is, "
        f"which covers {percent(face['area']):g} % of the picture."
    )
