"""All that can be said of a finished training beyond its report, from what it said and was told.

Nothing here is kept in a run: it is computed anew in milliseconds, so old trainings have it too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import RunDamaged
from core.evaluation.calibration import calibration
from core.evaluation.judged import Judged, judged
from core.evaluation.refusing import refusing
from core.evaluation.report import load_predictions
from core.evaluation.slices import slices
from core.head_to_head import Meeting, meetings, run_before
from core.runs.run_directory import RunDirectory
from core.slice_facts import Facts

Predictions = Sequence[Mapping[str, Any]]

FEW = 20
"""Photos below which shares and curves say so little that none is drawn."""


@dataclass(frozen=True)
class Answers:
    """What a training said about the photos it is judged by, and about those kept aside.

    Parameters
    ----------
    predictions : sequence of mapping
        As `core.evaluation.report.load_predictions` returns them.
    tested : Judged
        The test photos; where there are none, those kept aside.
    aside : Judged or None
        The photos kept aside, where it is judged by others.
    """

    predictions: Predictions
    tested: Judged
    aside: Judged | None

    @property
    def few(self) -> bool:
        """Whether there are too few photos for curves and shares."""
        return self.tested.n < FEW


def answers_of(predictions: Predictions, classes: Sequence[str]) -> Answers | None:
    """Return what a training said; None where it answered no photo.

    Raises
    ------
    ValueError
        If the predictions do not fit the class list.
    """
    tested, aside = (judged(predictions, classes, split) for split in ("test", "validation"))
    if tested is not None:
        return Answers(predictions, tested, aside)
    return None if aside is None else Answers(predictions, aside, None)


def few_sentence(n: int) -> str:
    """Say that too few photos were tested for more than the plain counts."""
    photos = "1 photo says" if n == 1 else f"{n:,} photos say"
    return f"{photos} too little about this; it takes {FEW} at least. Add photos and train again."


def more_figures(answers: Answers, facts: Facts) -> dict[str, Any]:
    """Return calibration, refusing and slices of the photos a training is judged by.

    Parameters
    ----------
    answers : Answers
        What the training said.
    facts : dict
        What is known about each of the photos, as `core.slice_facts.slice_facts` returns it.

    Returns
    -------
    dict
        ``calibration`` and ``refusing``, None below `FEW` photos, and ``slices``, ready for JSON.
    """
    tested = answers.tested
    return {
        "calibration": None if answers.few else calibration(tested.true, tested.probabilities),
        "refusing": None if answers.few else refusing(tested, answers.aside),
        "slices": slices(tested.right, facts),
    }


def met(
    run: RunDirectory,
    answers: Answers,
    report: Mapping[str, Any],
    runs: Sequence[RunDirectory],
    load: Callable[[Path], Predictions] = load_predictions,
) -> list[Meeting]:
    """Compare a training with the one before it and with simpler ways on the same photos.

    Parameters
    ----------
    run : RunDirectory
        The training.
    answers : Answers
        What it said.
    report : mapping
        Its figures of the photos it is judged by.
    runs : sequence of RunDirectory
        All trainings.
    load : callable, optional
        Reads what the training before said; a page remembers it.
    """
    before = run_before(run, runs)
    said = _said_by(before, load) if before else None
    return meetings(answers.tested, answers.predictions, report.get("rivals"), before, said)


def _said_by(run: RunDirectory, load: Callable[[Path], Predictions]) -> Predictions | None:
    """Return the predictions of a training, None where they are damaged: that is told."""
    try:
        return load(run.predictions)
    except RunDamaged:
        return None
