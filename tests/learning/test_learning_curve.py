"""Ever larger parts of the photos, drawn fairly, measured on the same photos."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from core.errors import CannotTrain
from core.learning import learning_curve
from core.learning.learning_curve import REPEATS, plan
from core.runs.run_files import TrainingPicture
from core.runs.studies import LEARNING_CURVE, Study, curve_points
from core.workspace import Workspace
from tests.learning.conftest import TINY
from tests.learning.studies import conducted, pictures


def many(learned: int = 80) -> list[TrainingPicture]:
    """Return pictures of two classes, one three times as large as the other."""
    splits = [*["train"] * learned, "validation", "test"]
    return [
        TrainingPicture(f"{index}-{number}", ".png", index, split)
        for index, times in ((0, 3), (1, 1))
        for number, split in enumerate(splits * times)
    ]


def learned_from(part: list[TrainingPicture]) -> set[str]:
    return {each.id for each in part if each.split == "train"}


def test_parts_are_nested_and_hold_their_share_of_each_class() -> None:
    trainings = plan(many(), seed=4)
    assert len(trainings) == sum(repeats for _, repeats in REPEATS)
    for draw in (0, 1, 2):
        parts = [learned_from(part) for number, part in trainings if number == draw]
        assert all(small < large for small, large in pairwise(parts))
    classes = Counter(each.class_index for each in trainings[0][1] if each.split == "train")
    assert classes == {0: 30, 1: 10}


def test_every_part_is_judged_by_the_same_photos_and_none_by_test_photos() -> None:
    aside = [{e.id for e in part if e.split == "validation"} for _, part in plan(many(), seed=4)]
    assert all(each == aside[0] for each in aside)
    assert not [e for _, part in plan(many(), seed=4) for e in part if e.split == "test"]


def test_draws_differ_and_seeds_repeat_them() -> None:
    first, second = (learned_from(part) for _, part in plan(many(), seed=4)[:2])
    assert first != second
    assert learned_from(plan(many(), seed=4)[0][1]) == first
    assert learned_from(plan(many(), seed=5)[0][1]) != first


def test_few_photos_leave_two_of_each_class() -> None:
    smallest = plan(many(learned=4), seed=0)[0][1]
    assert Counter(e.class_index for e in smallest if e.split == "train") == {0: 2, 1: 2}


def test_a_learning_curve_ends_with_a_sentence_and_goes_on_where_it_was(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning_curve, "REPEATS", ((1 / 4, 2), (1 / 2, 1), (1.0, 1)))
    study = Study.create(
        workspace,
        "Curve",
        TINY,
        ["dark", "light"],
        pictures(workspace, learned=16),
        study=LEARNING_CURVE,
    )
    conducted(study)
    points = curve_points(study)
    assert sorted(Counter(each["photos"] for each in points).items()) == [
        (8, 2),
        (16, 1),
        (32, 1),
    ]
    assert all(each["n"] == 8 for each in points)
    assert "wice as many photos (64)" in study.state().message
    conducted(study)
    assert len(study.attempts()) == len(points)


def test_photos_that_are_gone_end_it_with_advice(workspace: Workspace) -> None:
    shown = pictures(workspace)
    study = Study.create(workspace, "Curve", TINY, ["dark", "light"], shown, study=LEARNING_CURVE)
    for each in shown:
        if each.split == "validation":
            workspace.picture(each.id, each.suffix).unlink()
    with pytest.raises(CannotTrain, match="Import the photos again"):
        conducted(study)
