"""The law behind a learning curve is found again, and said with its doubt."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.learning_curve import fit, outlook, outlook_sentence

SIZES = (100, 200, 400, 800)


def points(accuracies: list[float], n: int = 1500) -> list[dict]:
    return [{"photos": s, "accuracy": a, "n": n} for s, a in zip(SIZES, accuracies, strict=True)]


def test_the_law_that_made_the_points_is_found() -> None:
    photos = np.array(SIZES, np.float64)
    law = fit(photos, 0.95 - 0.9 * photos**-0.5, np.ones(4))
    assert law.at(1600) == pytest.approx(0.95 - 0.9 * 1600**-0.5, abs=2e-3)


def test_more_photos_help_where_the_curve_still_rises() -> None:
    found = outlook(points([0.70, 0.78, 0.84, 0.88]))
    assert found is not None
    assert found["photos"] == 1600
    low, high = found["interval"]
    assert found["now"] <= low <= found["accuracy"] <= high <= 1
    assert not found["levelled_off"]
    said = outlook_sentence(found)
    assert said.startswith(
        "Twice as many photos (1,600) would probably bring it from 88 to about 9"
    )


def test_a_flat_curve_has_levelled_off() -> None:
    found = outlook(points([0.90, 0.902, 0.901, 0.902]))
    assert found is not None
    assert found["levelled_off"]
    assert "levelled off" in outlook_sentence(found)


def test_a_falling_curve_is_not_taken_to_fall_further() -> None:
    found = outlook(points([0.6, 0.58, 0.57, 0.55], n=60))
    assert found is not None
    assert found["accuracy"] >= found["now"]


def test_no_curve_is_taken_beyond_all_photos_right() -> None:
    found = outlook(points([0.70, 0.85, 0.94, 0.99]))
    assert found is not None
    assert found["accuracy"] <= 1
    assert found["interval"][1] <= 1


def test_few_photos_kept_aside_leave_more_doubt() -> None:
    widths = []
    for n in (5000, 50):
        found = outlook(points([0.70, 0.78, 0.84, 0.88], n))
        assert found is not None
        widths.append(found["interval"][1] - found["interval"][0])
    assert widths[0] < widths[1]


def test_two_sizes_are_too_few() -> None:
    assert outlook(points([0.7, 0.8, 0.9, 0.95])[:2]) is None
