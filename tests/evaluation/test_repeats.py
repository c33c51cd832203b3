"""Mean and spread of trainings that differ only by chance."""

from __future__ import annotations

import statistics

import pytest

from core.evaluation.repeats import spread, spread_sentence

SHARES = (0.9, 0.92, 0.97)


def test_mean_and_standard_deviation_of_the_sample() -> None:
    found = spread([{"accuracy": share, "n": 100} for share in SHARES])
    assert found is not None
    assert found["mean"] == pytest.approx(0.93)
    assert found["sd"] == pytest.approx(statistics.stdev(SHARES))
    assert (found["trainings"], found["n"], found["lowest"], found["highest"]) == (
        3,
        100,
        0.9,
        0.97,
    )
    assert spread_sentence(found, "test") == (
        "3 trainings that differ only by chance got 93.0 % of the same 100 test photos right on "
        "average, with a standard deviation of 3.6: between 90.0 and 97.0 %."
    )


def test_one_training_has_no_spread() -> None:
    assert spread([{"accuracy": 0.9, "n": 10}]) is None


def test_trainings_checked_on_other_photos_are_not_mixed() -> None:
    with pytest.raises(ValueError, match="same number"):
        spread([{"accuracy": 0.9, "n": 10}, {"accuracy": 0.9, "n": 11}])
