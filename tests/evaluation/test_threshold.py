"""The trade that a threshold makes, in counts and in words."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

from core.evaluation.threshold import row_at, threshold_rows, trade_sentence
from tests.evaluation.cases import Case, cases

CLASSES = ["happy", "sad"]


def counts(row: dict) -> list[int]:
    return [row[key] for key in ("rightly_left", "false_alarms", "missed", "found")]


@given(cases(classes=(2,)), st.floats(0, 1))
@settings(max_examples=200, deadline=None)
def test_counts_equal_scikit_learn_at_any_threshold(case: Case, threshold: float) -> None:
    true, probs = case
    rows = threshold_rows(true, probs)
    for each in (threshold, 0.0, 0.5, 1.0, float(probs[0, 1])):
        answers = probs[:, 1] > each
        expected = confusion_matrix(true, answers, labels=[0, 1]).ravel().tolist()
        assert counts(row_at(rows, each)) == expected


@given(cases(classes=(2,)))
@settings(max_examples=200, deadline=None)
def test_half_gives_the_usual_answers(case: Case) -> None:
    true, probs = case
    expected = confusion_matrix(true, probs.argmax(axis=1), labels=[0, 1]).ravel().tolist()
    assert counts(row_at(threshold_rows(true, probs), 0.5)) == expected


@given(cases(classes=(2,)))
@settings(max_examples=100, deadline=None)
def test_every_row_but_the_first_changes_a_count(case: Case) -> None:
    rows = threshold_rows(*case)
    assert rows[0]["threshold"] == 0
    told = [counts(row) for row in rows]
    assert all(one != other for one, other in pairwise(told))
    assert json.loads(json.dumps(rows)) == rows


def row(found: int, missed: int, false_alarms: int, rightly_left: int) -> dict[str, int]:
    return {
        "found": found,
        "missed": missed,
        "false_alarms": false_alarms,
        "rightly_left": rightly_left,
    }


@pytest.mark.parametrize(
    ("counted", "said"),
    [
        (
            row(651, 49, 28, 672),
            "Of 100 sad photos it finds 93 and misses 7; of 100 happy ones it takes 4 for sad.",
        ),
        (
            row(6, 1, 0, 1),
            "Of 7 sad photos it finds 6 and misses 1; of 1 happy one it takes 0 for sad.",
        ),
        (row(9999, 1, 1, 9999), "finds 99 and misses 1; of 100 happy ones it takes 1 for sad."),
        (row(0, 0, 2, 7), "There are no photos of sad; of 9 happy photos it takes 2 for sad."),
        (row(1, 0, 0, 0), "Of 1 sad photo it finds 1 and misses 0; there are none of happy."),
    ],
)
def test_the_trade_in_words(counted: dict[str, int], said: str) -> None:
    assert trade_sentence(counted, CLASSES).endswith(said)


def test_a_threshold_needs_two_classes() -> None:
    with pytest.raises(ValueError, match="3 classes"):
        threshold_rows([0], [[0.2, 0.3, 0.5]])
    with pytest.raises(ValueError, match="2 names"):
        trade_sentence(row(1, 1, 1, 1), ["a", "b", "c"])


def test_a_threshold_lies_between_nothing_and_certainty() -> None:
    rows = threshold_rows([0], np.array([[0.5, 0.5]]))
    for impossible in (-0.1, 1.1):
        with pytest.raises(ValueError, match="expected 0 to 1"):
            row_at(rows, impossible)
