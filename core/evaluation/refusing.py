"""What a model is worth if it may say "not sure", on the photos of one split."""

from __future__ import annotations

from typing import Any

from core.evaluation.coverage import coverage_curve, coverage_sentence
from core.evaluation.judged import Judged
from core.evaluation.refusal import (
    fit_refusal,
    measured_refusal,
    measured_sentence,
    refusal_sentence,
)

COVERAGES = (1.0, 0.9, 0.8, 0.7)
"""Shares of photos answered that are told in words."""


def refusing(tested: Judged, aside: Judged | None = None) -> dict[str, Any]:
    """Return what refusing the least sure answers brings, ready for JSON.

    Parameters
    ----------
    tested : Judged
        The photos that the model is judged by.
    aside : Judged or None
        Those kept aside while it learned, from which the limit of "not sure" comes; None where
        they are the ones it is judged by, so that no promise can be checked.

    Returns
    -------
    dict
        ``rows`` (of `core.evaluation.coverage.coverage_curve`, the least coverage that is no less
        than each of `COVERAGES`), and ``limit`` and ``measured``, as
        `core.evaluation.refusal.fit_refusal` and `core.evaluation.refusal.measured_refusal` return
        them; both None without ``aside``.
    """
    curve = coverage_curve(tested.true, tested.probabilities)
    wanted = (next(row for row in curve if row["coverage"] >= least) for least in COVERAGES)
    rows = {row["coverage"]: row for row in wanted}
    if aside is None:
        return {"rows": list(rows.values()), "limit": None, "measured": None}
    limit = fit_refusal(aside.true, aside.probabilities)
    return {
        "rows": list(rows.values()),
        "limit": limit,
        "measured": measured_refusal(tested.true, tested.probabilities, limit["limit"]),
    }


def refusing_sentences(found: dict[str, Any]) -> list[str]:
    """Say what refusing brings, what is promised, and how the promise was kept.

    Parameters
    ----------
    found : dict
        As `refusing` returns it.
    """
    said = [coverage_sentence(row) for row in found["rows"]]
    if found["limit"]:
        said.append(refusal_sentence(found["limit"]))
    if found["measured"]:
        kept = measured_sentence(found["measured"])
        said.append(f"On these photos {kept[0].lower()}{kept[1:]}{_whether_kept(found)}")
    return said


def _whether_kept(found: dict[str, Any]) -> str:
    measured, limit = found["measured"], found["limit"]
    if limit["why_not"] or not measured["answered"]:
        return ""
    if measured["error"] <= limit["error_rate"]:
        return " The promise was kept."
    if measured["interval"][0] > limit["error_rate"]:
        return " That breaks the promise: these photos are harder than those kept aside."
    return " That is more than promised, though it could be chance."
