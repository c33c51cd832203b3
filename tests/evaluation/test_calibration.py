"""Calibration beside scikit-learn, and what chance alone makes of it."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from sklearn import metrics as reference
from sklearn.calibration import calibration_curve

from core.evaluation.calibration import (
    brier_score,
    calibration,
    calibration_sentence,
    expected_calibration_error,
    noise_floor,
    reliability_bins,
)
from tests.evaluation.cases import Case, cases, planted


@pytest.mark.filterwarnings("ignore:A single label was found")
@given(cases())
@settings(max_examples=200, deadline=None)
def test_the_brier_score_equals_scikit_learn(case: Case) -> None:
    true, probs = case
    if probs.shape[1] == 2:
        expected = reference.brier_score_loss(true, np.clip(probs[:, 1], 0, 1), pos_label=1)
    else:
        expected = reference.brier_score_loss(true, probs, labels=list(range(probs.shape[1])))
    assert brier_score(true, probs) == pytest.approx(expected, abs=1e-12)


@given(cases())
@settings(max_examples=200, deadline=None)
def test_the_bins_equal_scikit_learn(case: Case) -> None:
    true, probs = case
    confidence, right = np.clip(probs.max(axis=1), 0, 1), probs.argmax(axis=1) == true
    count = min(10, max(5, len(true) // 30))
    share, sure = calibration_curve(
        right.astype(int), confidence, n_bins=count, strategy="quantile", pos_label=1
    )
    found = reliability_bins(true, probs)
    assert [each["accuracy"] for each in found] == pytest.approx(share, abs=1e-12)
    assert [each["confidence"] for each in found] == pytest.approx(sure, abs=1e-12)
    assert sum(each["n"] for each in found) == len(true)
    gaps = sum(each["n"] * abs(each["accuracy"] - each["confidence"]) for each in found)
    error = expected_calibration_error(true, probs)
    assert error == pytest.approx(gaps / len(true), abs=1e-12)


@given(cases(most=40))
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_photos_does_not_matter(case: Case) -> None:
    true, probs = case
    turned = expected_calibration_error(true[::-1], probs[::-1])
    assert turned == pytest.approx(expected_calibration_error(true, probs), abs=1e-12)


def test_more_photos_make_more_bins_of_equal_size() -> None:
    sizes = {}
    for n in (100, 210, 1500):
        true, probs = planted(n, 2, seed=1)
        sizes[n] = [each["n"] for each in reliability_bins(true, probs)]
    assert {n: len(each) for n, each in sizes.items()} == {100: 5, 210: 7, 1500: 10}
    assert set(sizes[1500]) == {150}


def test_true_probabilities_lie_at_the_noise_floor() -> None:
    errors, floors = [], []
    for seed in range(200):
        true, probs = planted(500, 2, seed)
        errors.append(expected_calibration_error(true, probs))
        floors.append(noise_floor(probs, seed + 1))
    assert np.mean(errors) == pytest.approx(np.mean(floors), abs=0.002)
    assert noise_floor(probs) == noise_floor(probs)


def test_the_noise_floor_falls_with_the_square_root_of_the_photos() -> None:
    floors = [noise_floor(planted(n, 2, seed=3)[1]) for n in (1000, 4000)]
    assert floors[0] / floors[1] == pytest.approx(2, rel=0.15)


def test_an_honest_model_is_believed_and_a_boastful_one_is_not() -> None:
    true, probs = planted(2000, 1, seed=5)
    honest = calibration(true, probs)
    assert honest["p"] > 0.05
    assert calibration_sentence(honest).startswith("Nothing speaks against its percentages")
    boastful = probs**3 / (probs**3).sum(axis=1, keepdims=True)
    found = calibration(true, boastful)
    assert found["ece_above_floor"] == pytest.approx(found["ece"] - found["noise_floor"])
    assert found["p"] < 0.01
    assert "2,000 photos. It is mostly surer than it should be." in calibration_sentence(found)
    timid = probs**0.3 / (probs**0.3).sum(axis=1, keepdims=True)
    assert "less sure than it should be" in calibration_sentence(calibration(true, timid))


def test_an_error_below_the_floor_is_none_above_it() -> None:
    probs = np.tile([0.5, 0.5], (60, 1))
    found = calibration([0, 1] * 30, probs)
    assert (found["ece"], found["ece_above_floor"]) == (0, 0)
    assert len(found["bins"]) == 1
    assert json.loads(json.dumps(found)) == found


def test_one_photo_is_enough_for_figures() -> None:
    found = calibration([1], np.float32([[0.25, 0.75]]))
    assert (found["n"], found["brier"], found["ece"]) == (1, 0.0625, 0.25)


def test_arrays_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="lengths"):
        calibration([0, 1], [[0.5, 0.5]])
