"""How an export did in other programs, in words that page and command line share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.percent import percent


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
