"""How an export did in other programs, in words that page and command line share."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

from core.dataset.framing import FACES
from core.percent import percent
from core.runs.spec import TrainConfig

_HUNDRED = 100


def same_words(figures: Mapping[str, Any]) -> str:
    """Return how many photos are answered as in the app, such as "164 of 165"."""
    return f"{figures['same']:,} of {figures['n']:,}"


def right_share(accuracy: float | None) -> str:
    """Return a share of right answers, such as "94.5 %"; "none" where answers are no numbers."""
    return "none" if accuracy is None else f"{percent(accuracy, 1):g} %"


def difference_words(figures: Mapping[str, Any]) -> str:
    """Return the largest difference of a probability, such as "3.6e-07"."""
    largest = figures["largest_difference"]
    return "no number" if largest is None else f"{largest:.1e}"


def points_words(figures: Mapping[str, Any]) -> str:
    """Return how far an answer's percentage moves, such as "by at most 0.02 of 100 points"."""
    largest = figures["largest_difference"]
    if largest is None:
        return "by no number"
    hundredths = ceil(_HUNDRED * _HUNDRED * largest)
    if hundredths <= 1:
        return "by less than 0.01 of 100 points"
    return f"by at most {hundredths / _HUNDRED:g} of 100 points"


def checked_sentence(figures: Mapping[str, Any], milliseconds: float) -> str:
    """Return how a file did on the photos it was asked about, for people who do not program.

    Parameters
    ----------
    figures : mapping
        As `core.export.agreement.agreement` returns it.
    milliseconds : float
        Time for one photo.
    """
    return (
        f"{right_share(figures['accuracy'])} right, the app itself "
        f"{right_share(figures['app_accuracy'])}; the same answer as here for "
        f"{same_words(figures)} photos. Its percentages differ from the app's "
        f"{points_words(figures)}. A photo takes {time_words(milliseconds)}."
    )


def fed_sentence(config: TrainConfig) -> str:
    """Return what a program has to put into a single file, for people who program."""
    face = (
        "the face, cut out as Mien does it and brought"
        if config.framing == FACES
        else "the whole photo, brought"
    )
    side = config.image_size
    return (
        f"What has to be fed into a single file: {face} to {side} x {side} pixels, red, green and "
        "blue, as numbers from 0 to 255; nothing is to be scaled."
    )


def time_words(milliseconds: float) -> str:
    """Return the time for a photo, such as "1.4 ms" or "123 ms"."""
    return f"{milliseconds:.0f} ms" if milliseconds >= 10 else f"{milliseconds:.2g} ms"  # noqa: PLR2004


def warning(name: str, figures: Mapping[str, Any]) -> str:
    """Return what to say of an export that lost right answers; empty where none needs saying.

    Parameters
    ----------
    name : str
        What it is called where this is shown.
    figures : mapping
        As `core.export.agreement.agreement` returns it.
    """
    if not figures["warning"]:
        return ""
    if figures["accuracy"] is None:
        return f"Do not use {name}: some of its answers are no numbers."
    return (
        f"Careful: {name} gets {right_share(figures['accuracy'])} of the photos right, "
        f"the app {right_share(figures['app_accuracy'])}."
    )
