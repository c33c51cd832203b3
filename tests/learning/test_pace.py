"""Rate and remaining time follow from the moments when batches end."""

from __future__ import annotations

from core.learning.pace import Pace


def after_first_epoch() -> Pace:
    """Three epochs of 4 batches of 8 photos: tracing 10 s, a batch 2 s, a validation 3 s."""
    pace = Pace(epochs=3, steps=4, images=32)
    pace.begin_epoch(1, 100)
    for step, moment in enumerate((110, 112, 114, 116), 1):
        pace.end_step(step, moment)
    pace.begin_validation(116)
    pace.end_validation(119)
    return pace


def test_nothing_is_known_after_the_first_batch() -> None:
    pace = Pace(epochs=3, steps=4, images=32)
    pace.begin_epoch(1, 100)
    pace.end_step(1, 110)
    assert pace.outlook(1) == {"images_per_second": None, "seconds_left": None}


def test_the_slow_first_batch_is_not_counted() -> None:
    assert after_first_epoch().outlook(4)["images_per_second"] == 4


def test_time_left_counts_batches_and_validations_to_come() -> None:
    pace = after_first_epoch()
    assert pace.outlook(4)["seconds_left"] == 2 * (4 * 2 + 3)
    pace.begin_epoch(2, 119)
    pace.end_step(1, 121)
    assert pace.outlook(1)["seconds_left"] == 3 * 2 + 3 + (4 * 2 + 3)


def test_epochs_of_one_batch_are_timed_from_the_second_on() -> None:
    pace = Pace(epochs=3, steps=1, images=8)
    pace.begin_epoch(1, 0)
    pace.end_step(1, 9)
    assert pace.outlook(1)["seconds_left"] is None
    pace.begin_epoch(2, 10)
    pace.end_step(1, 12)
    assert pace.outlook(1) == {"images_per_second": 4, "seconds_left": 2}


def test_the_first_batch_of_another_size_is_not_counted_either() -> None:
    pace = after_first_epoch()
    pace.begin_part()
    pace.begin_epoch(2, 119)
    pace.end_step(1, 139)
    assert pace.outlook(1)["images_per_second"] == 4
    pace.end_step(2, 143)
    assert pace.outlook(2)["images_per_second"] == 2


def test_costlier_rounds_to_come_are_counted_as_such() -> None:
    pace = Pace(epochs=3, steps=2, images=16, costs=[0.5, 1.0, 1.0])
    pace.begin_epoch(1, 0)
    for step, moment in ((1, 5), (2, 6)):
        pace.end_step(step, moment)
    assert pace.outlook(2)["seconds_left"] == 8
