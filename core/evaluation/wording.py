"""Figures as sentences a person understands at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def sentence(report: Mapping[str, Any]) -> str:
    """Return how good the answers are, and where they fail most, in two or three sentences.

    Validation photos chose which epoch's weights were kept, so their figures flatter the model;
    this is then said as well.

    Parameters
    ----------
    report : mapping
        As `core.evaluation.report.build_report` returns it.

    Returns
    -------
    str
        For example "Of 100 new photos it gets about 91 right, between 89 and 93. Its most
        frequent mistake: 8 of 56 photos labelled sad were taken for happy."
    """
    parts = [_score(report), _worst_mistake(report)]
    if _chose(report):
        parts.insert(1, "These photos also chose the best round, so new ones may do worse.")
    return " ".join(parts)


def _score(report: Mapping[str, Any]) -> str:
    low, high = report["interval"]
    photos = "photos kept aside" if _chose(report) else "new photos"
    return (
        f"Of 100 {photos} it gets about {_percent(report['accuracy'])} right, "
        f"between {_percent(low)} and {_percent(high)}."
    )


def _chose(report: Mapping[str, Any]) -> bool:
    return bool(report["split"] == "validation")


def _percent(share: float) -> int:
    """Round to a whole per cent, but call nothing perfect (or hopeless) that is not."""
    if 0 < share < 1:
        return min(99, max(1, round(100 * share)))
    return round(100 * share)


def _worst_mistake(report: Mapping[str, Any]) -> str:
    confusion, classes = report["confusion"], report["classes"]
    wrong = [
        (number, -truth, -answer)
        for truth, row in enumerate(confusion)
        for answer, number in enumerate(row)
        if truth != answer and number
    ]
    if not wrong:
        photos = "one photo it was" if report["n"] == 1 else f"{report['n']:,} photos it was"
        return f"It made no mistake on the {photos} tested on."
    number, truth, answer = max(wrong)
    verb = "was" if number == 1 else "were"
    return (
        f"Its most frequent mistake: {number:,} of {sum(confusion[-truth]):,} photos labelled "
        f"{classes[-truth]} {verb} taken for {classes[-answer]}."
    )
