"""A training beside the one before it and beside simpler ways, photo by photo."""

from __future__ import annotations

from typing import Any

import pytest

from core.evaluation.judged import Judged, judged
from core.head_to_head import meetings, run_before
from core.runs.run_directory import RunDirectory
from core.workspace import Workspace
from tests.finished_run import finished_run

CLASSES = ["happy", "sad"]
N = 40


def rows(right: int, *, labels: int = N, of: int = N) -> list[dict[str, Any]]:
    """Return answers to photos, the first ``right`` of them right; later ones may be relabelled."""
    said = []
    for at in range(of):
        truth = at % 2 if at < labels else 1 - at % 2
        answer = truth if at < right else 1 - truth
        probs = [0.2, 0.8] if answer else [0.8, 0.2]
        said.append({"id": str(at), "split": "test", "class_index": truth, "probabilities": probs})
    return said


def answered(right: int) -> Judged:
    found = judged(rows(right), CLASSES)
    assert found is not None
    return found


def rival(right: int, **more: Any) -> dict[str, Any]:
    return {"n": N, "accuracy": right / N, "interval": [0.0, 1.0], **more}


def report(right: int) -> dict[str, Any]:
    """Return what a report tells of rivals; the hand-made features get the last ones right."""
    answers = [at % 2 if at >= N - right else 1 - at % 2 for at in range(N)]
    return {
        "hog_svm": rival(right, answers=answers),
        "bigger_class": rival(N // 2, class_index=0),
    }


@pytest.fixture
def before(workspace: Workspace) -> RunDirectory:
    return finished_run(workspace, CLASSES)


def test_every_other_is_met_on_the_same_photos(before: RunDirectory) -> None:
    met = meetings(answered(38), rows(38), report(30), before, rows(25))
    assert [each.other for each in met] == ["before", "hog_svm", "bigger_class"]
    first, hog, bigger = (each.found for each in met)
    assert first is not None
    assert (first["only_second"], first["only_first"], first["sure"]) == (13, 0, True)
    assert hog is not None
    assert (hog["only_second"], hog["only_first"], hog["sure"]) == (10, 2, False)
    assert bigger is not None
    assert (bigger["only_second"], bigger["only_first"]) == (19, 1)
    assert met[0].sentence == (
        "This model got 13 photos right that the training before (untrained) got wrong, and 0 the "
        "other way round; that is more than chance."
    )


def test_a_report_without_answers_photo_by_photo_says_so() -> None:
    known = report(30)
    del known["hog_svm"]["answers"]
    hog, bigger = meetings(answered(38), rows(38), known, None)
    assert (hog.found, hog.figures) == (None, rival(30))
    assert "was not kept by this training" in hog.sentence
    assert bigger.found is not None


def test_answers_of_another_number_of_photos_are_not_paired() -> None:
    known = report(30)
    known["hog_svm"]["answers"] = [0] * (N - 1)
    hog, _ = meetings(answered(38), rows(38), known, None)
    assert hog.found is None


def test_what_was_relabelled_or_not_asked_of_both_is_left_out(before: RunDirectory) -> None:
    (met,) = meetings(answered(38), rows(38), None, before, rows(25, labels=30, of=36))
    assert met.figures is not None
    assert met.figures["n"] == 30
    assert "Both were checked on 30 of these 40 photos." in met.sentence
    assert "Left out: 6 whose label was changed" in met.sentence


def test_a_training_on_other_photos_or_damaged_is_told(before: RunDirectory) -> None:
    (other,) = meetings(answered(38), rows(38), None, before, [])
    assert other.figures is None
    assert "checked on no photo that this one" in other.sentence
    (damaged,) = meetings(answered(38), rows(38), None, before, None)
    assert "is damaged" in damaged.sentence


def test_the_training_before_is_the_newest_earlier_one_of_the_same_classes(
    workspace: Workspace,
) -> None:
    first, other, second, third = (
        finished_run(workspace, names)
        for names in (CLASSES, ["cat", "dog"], ["sad", "happy"], CLASSES)
    )
    runs = sorted((first, other, second, third), key=lambda run: run.run_id)
    newest = runs[-1]
    found = run_before(newest, runs)
    same = [run for run in runs[:-1] if sorted(run.classes) == sorted(newest.classes)]
    assert found == (same[-1] if same else None)
    assert run_before(runs[0], runs) is None
