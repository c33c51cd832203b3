"""Below its limit a model says "not sure", and the answers it gives keep the promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from core.evaluation.refusal import (
    BELIEF,
    UNPROMISED,
    _chance_of_so_few,
    fewest_photos,
    fit_refusal,
    measured_refusal,
    measured_sentence,
    refusal_sentence,
)


def simulated(photos: int, seed: int, skill: float = 5.0) -> tuple[np.ndarray, np.ndarray]:
    """Return classes and probabilities of a model that is as sure as it should be."""
    random = np.random.default_rng(seed)
    second = 1 / (1 + np.exp(-random.normal(0, skill, photos)))
    true = (random.random(photos) < second).astype(np.int64)
    return true, np.stack([1 - second, second], axis=1)


@given(st.integers(1, 400), st.integers(0, 400), st.floats(0.001, 0.5))
@settings(max_examples=200)
def test_the_binomial_tail_is_exact(answers: int, wrong: int, rate: float) -> None:
    wrong = min(wrong, answers)
    expected = binom.cdf(wrong, answers, rate)
    assert _chance_of_so_few(wrong, answers, rate) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("rate", [0.02, 0.05, 0.1])
def test_the_promise_is_kept_as_often_as_it_says(rate: float) -> None:
    """The true rate among the answered is known here, since the probabilities are true."""
    broken = 0
    for seed in range(300):
        true, probs = simulated(400, seed)
        found = fit_refusal(true, probs, rate)
        if found["why_not"] is None:
            _, many = simulated(20_000, 10_000 + seed)
            sure = many.max(axis=1)
            broken += (1 - sure[sure >= found["limit"]]).mean() > rate
    assert broken <= binom.ppf(0.999, 300, 1 - BELIEF)  # as often as chance allows at that rate


@pytest.mark.parametrize("photos", [150, 200, 600])
def test_one_wrong_label_among_the_surest_does_not_end_it(photos: int) -> None:
    true, second = np.zeros(photos, np.int64), np.linspace(0.001, 0.4, photos)
    true[0] = 1
    found = fit_refusal(true, np.stack([1 - second, second], axis=1))
    assert found["why_not"] is None
    assert found["answered"] == 1


def test_a_milder_promise_answers_more() -> None:
    true, probs = simulated(2_000, 1)
    shares = [fit_refusal(true, probs, rate)["answered"] for rate in (0.02, 0.05, 0.1, 0.3)]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1] == 1


def test_too_few_photos_promise_nothing() -> None:
    fewest = fewest_photos(0.05)
    assert 0.95**fewest <= 1 - BELIEF < 0.95 ** (fewest - 1)
    true, probs = np.zeros(fewest - 1, np.int64), np.tile([0.99, 0.01], (fewest - 1, 1))
    found = fit_refusal(true, probs)
    assert found["limit"] == UNPROMISED
    assert f"{fewest} at least" in refusal_sentence(found)
    more = fit_refusal(np.zeros(fewest, np.int64), np.tile([0.99, 0.01], (fewest, 1)))
    assert more["why_not"] is None
    assert more["answered"] == 1


def test_who_is_wrong_too_often_promises_nothing() -> None:
    true, probs = np.arange(200) % 2, np.tile([0.9, 0.1], (200, 1))
    assert "surest answers are wrong" in fit_refusal(true, probs)["why_not"]


def test_what_was_measured_is_told_with_its_interval() -> None:
    true = np.array([0, 0, 1, 1])
    probs = np.array([[0.9, 0.1], [0.6, 0.4], [0.8, 0.2], [0.2, 0.8]])
    found = measured_refusal(true, probs, 0.7)
    assert (found["answered"], found["wrong"], found["error"]) == (3, 1, pytest.approx(1 / 3))
    assert measured_sentence(found).startswith("It answered 3 of 4 photos and got 33.3 %")
    assert "not sure about any" in measured_sentence(measured_refusal(true, probs, 0.95))
