"""What a model is worth if it may say "not sure", on the photos of one split."""

from __future__ import annotations

from typing import Any

from core.evaluation.conformal import accepted, fit_limits, promise_sentence
from core.evaluation.coverage import coverage_curve, coverage_sentence
from core.evaluation.judged import Judged
from core.evaluation.promise_kept import measured, measured_sentence

COVERAGES = (1.0, 0.9, 0.8, 0.7)
"""Shares of photos answered that are told in words."""


def refusing(tested: Judged, aside: Judged | None = None) -> dict[str, Any]:
    """Return what refusing the least sure answers brings, ready for JSON.

    Parameters
    ----------
    tested : Judged
        The photos that the model is judged by.
    aside : Judged or None
        Those kept aside while it learned, from which the limits of "not sure" come; None where
        they are the ones it is judged by, so that no promise can be checked.

    Returns
    -------
    dict
        ``rows`` (of `core.evaluation.coverage.coverage_curve`, the least coverage that is no less
        than each of `COVERAGES`), and ``limits`` and ``measured``, as
        `core.evaluation.conformal.fit_limits` and `core.evaluation.promise_kept.measured` return
        them; both None without ``aside``, the last also where there are no limits.
    """
    curve = coverage_curve(tested.true, tested.probabilities)
    wanted = (next(row for row in curve if row["coverage"] >= least) for least in COVERAGES)
    rows = {row["coverage"]: row for row in wanted}
    limits = None if aside is None else fit_limits(aside.true, aside.probabilities)
    kept = limits["limits"] if limits else None
    return {
        "rows": list(rows.values()),
        "limits": limits,
        "measured": measured(tested.true, accepted(tested.probabilities, kept)) if kept else None,
    }


def refusing_sentences(found: dict[str, Any], classes: list[str]) -> list[str]:
    """Say what refusing brings, what is promised, and how the promise was kept.

    Parameters
    ----------
    found : dict
        As `refusing` returns it.
    classes : list of str
        The K class names.
    """
    said = [coverage_sentence(row) for row in found["rows"]]
    if found["limits"]:
        said.append(promise_sentence(found["limits"], classes))
    if found["measured"]:
        kept = measured_sentence(found["measured"])
        said.append(f"On these photos {kept[0].lower()}{kept[1:]}")
    return said
