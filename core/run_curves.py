"""What the charts of a finished training show: thinned for drawing, computed from all photos."""

from __future__ import annotations

from typing import Any

from core.evaluation.calibration import calibration
from core.evaluation.coverage import coverage_curve
from core.evaluation.ranking_curves import (
    area_under_roc,
    average_precision,
    precision_recall_curve,
    roc_curve,
)
from core.evaluation.refusing import refusing
from core.evaluation.thinning import thinned, thinned_columns
from core.evaluation.threshold import threshold_rows
from core.run_figures import Answers

_FEWEST_ANSWERED = 10


def threshold_figures(answers: Answers, position: int) -> dict[str, Any]:
    """Return the counts at every threshold for one class, and its curves.

    Parameters
    ----------
    answers : Answers
        What the training said.
    position : int
        Which class is to be found.

    Returns
    -------
    dict
        ``names`` (of all others, and of the class), ``rows`` (as
        `core.evaluation.threshold.threshold_rows`), ``roc`` and ``precision_recall`` (as
        `core.evaluation.ranking_curves` has them, thinned; None where they are), ``roc_auc`` and
        ``average_precision``.
    """
    true, probs = answers.tested.against_rest(position)
    is_class, score = true == 1, probs[:, 1]
    roc, trade = roc_curve(is_class, score), precision_recall_curve(is_class, score)
    return {
        "names": answers.tested.two_names(position),
        "rows": threshold_rows(true, probs),
        "roc": thinned_columns(roc) if roc else None,
        "roc_auc": area_under_roc(is_class, score),
        "precision_recall": thinned_columns(trade) if trade else None,
        "average_precision": average_precision(is_class, score),
    }


def calibration_figures(answers: Answers) -> dict[str, Any]:
    """Return `core.evaluation.calibration.calibration` of the photos it is judged by."""
    return calibration(answers.tested.true, answers.tested.probabilities)


def refusing_figures(answers: Answers) -> dict[str, Any]:
    """Return what refusing brings.

    Returns
    -------
    dict
        ``figures`` (as `core.evaluation.refusing.refusing`) and ``curve`` (rows of
        `core.evaluation.coverage.coverage_curve`, thinned, without those of so few answered
        photos that they jump about).
    """
    tested = answers.tested
    curve = coverage_curve(tested.true, tested.probabilities)
    steady = [row for row in curve if row["n"] >= _FEWEST_ANSWERED]
    return {"figures": refusing(tested, answers.aside), "curve": thinned(steady)}
