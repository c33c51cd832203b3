"""Refusing the least sure answers."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score

from core.evaluation.coverage import coverage_curve, coverage_sentence, selective_accuracy
from core.evaluation.metrics import wilson_interval
from tests.evaluation.cases import Case, cases, planted


@given(cases())
@settings(max_examples=200, deadline=None)
def test_every_point_is_the_accuracy_of_those_answered(case: Case) -> None:
    true, probs = case
    curve = coverage_curve(true, probs)
    assert [row["confidence"] for row in curve] == sorted(set(probs.max(axis=1)), reverse=True)
    for row in curve:
        kept = probs.max(axis=1) >= row["confidence"]
        assert row["n"] == kept.sum()
        assert row["coverage"] == row["n"] / len(true)
        expected = accuracy_score(true[kept], probs[kept].argmax(axis=1))
        assert row["accuracy"] == pytest.approx(expected, abs=1e-12)
        right = round(expected * row["n"])
        assert row["interval"] == list(wilson_interval(right, row["n"]))
    assert curve[-1]["coverage"] == 1
    assert json.loads(json.dumps(curve)) == curve


@given(cases(), st.floats(0.01, 1))
@settings(max_examples=100, deadline=None)
def test_the_fewest_photos_that_reach_the_coverage_are_answered(case: Case, share: float) -> None:
    found = selective_accuracy(*case, share)
    fewer = [row for row in coverage_curve(*case) if row["coverage"] < found["coverage"]]
    assert found["coverage"] >= share
    assert all(row["coverage"] < share for row in fewer)


def test_refusing_helps_a_model_that_knows_when_it_is_sure() -> None:
    true, probs = planted(4000, 2, seed=1)
    shares = [selective_accuracy(true, probs, share)["accuracy"] for share in (0.5, 0.8, 1)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > shares[2] + 0.05


def test_the_trade_in_words() -> None:
    probs = np.array([[0.9, 0.1]] * 80 + [[0.6, 0.4]] * 20)
    true = [0] * 78 + [1] * 2 + [0] * 10 + [1] * 10
    assert coverage_sentence(selective_accuracy(true, probs)) == (
        "If it answers only the surest 80 of 100, it gets 98 of 100 answers right "
        "(91 to 99; 80 photos)."
    )
    everything = coverage_sentence(selective_accuracy(true, probs, 0.9))
    assert everything.startswith("If it answers all photos, it gets 88 of 100 answers right")


@pytest.mark.parametrize("share", [0, -0.1, 1.1])
def test_impossible_coverages_are_refused(share: float) -> None:
    with pytest.raises(ValueError, match="coverage"):
        selective_accuracy([0], [[0.5, 0.5]], share)
