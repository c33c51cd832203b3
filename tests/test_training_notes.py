"""What is said of sets that can be trained on but may disappoint."""

from __future__ import annotations

import pytest

from core.training_notes import all_alike, larger_than_all, one_sided, warnings


@pytest.mark.parametrize(
    ("happy", "sad", "told"), [(50, 5, True), (49, 5, False), (5, 50, True), (7, 7, False)]
)
def test_ten_times_as_many_are_told(happy: int, sad: int, told: bool) -> None:
    assert bool(one_sided({"happy": happy, "sad": sad})) == told


def test_the_rarer_class_is_the_one_to_add_to() -> None:
    said = one_sided({"happy": 6, "neutral": 1_200, "sad": 40})
    assert "1,200 photos of neutral and 6 of happy" in said
    assert said.endswith("add photos of happy.")


def test_nothing_is_said_of_nothing() -> None:
    assert one_sided({}) == ""
    assert warnings({"happy": 9, "sad": 9}, [["a", "b"]], 8, 12) == []


def test_photos_of_one_picture_are_told() -> None:
    group = [str(number) for number in range(8)]
    assert "8 of 10 photos look the same" in all_alike([["x", "y"], group], 10)
    assert all_alike([group], 11) == ""


def test_a_batch_that_nothing_fills_is_told() -> None:
    assert "512 photos, and there are 9" in larger_than_all(512, 9)
    assert larger_than_all(9, 9) == ""
