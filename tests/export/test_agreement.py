"""How far an export lies from the app, in figures."""

from __future__ import annotations

import numpy as np
import pytest

from core.export.agreement import agreement

TRUTH = np.array([0, 0, 1, 1])
APP = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.4, 0.6]], np.float32)


def test_the_same_answers_agree() -> None:
    found = agreement(APP, APP, TRUTH)
    assert (found["same"], found["largest_difference"], found["warning"]) == (4, 0, False)


def test_a_lost_answer_warns() -> None:
    worse = APP.copy()
    worse[1] = [0.45, 0.55]
    found = agreement(APP, worse, TRUTH)
    assert (found["same"], found["accuracy"], found["warning"]) == (3, 0.75, True)
    assert found["largest_difference"] == pytest.approx(0.15)


@pytest.mark.parametrize(("lost", "warned"), [(1, False), (2, True)])
def test_only_more_than_one_of_a_hundred_warns(lost: int, warned: bool) -> None:
    truth = np.zeros(100, np.int64)
    app = np.tile(np.array([[0.8, 0.2]], np.float32), (100, 1))
    app[:5] = [0.1, 0.9]
    worse = app.copy()
    worse[10 : 10 + lost] = [0.3, 0.7]
    assert agreement(app, worse, truth)["warning"] == warned


def test_answers_that_are_no_numbers_warn() -> None:
    broken = APP.copy()
    broken[0] = np.nan
    found = agreement(APP, broken, TRUTH)
    assert (found["warning"], found["accuracy"], found["largest_difference"]) == (True, None, None)


def test_answers_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="answered"):
        agreement(APP, APP[:2], TRUTH)
