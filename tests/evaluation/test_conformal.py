"""The true class is possible as often as promised, on photos exchangeable with those kept aside.

When to say "not sure" is another promise: see `tests.evaluation.test_refusal`.
"""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, kstest

from core.evaluation.conformal import accepted, fewest_photos, fit_limits
from core.evaluation.temperature import apply_temperature
from tests.evaluation.cases import Case, cases, planted


def one_class(n: int, seed: int) -> Case:
    """Draw photos of class 0 whose probability is anything between 0 and 1 alike."""
    given_true = np.random.default_rng(seed).random(n)
    return np.zeros(n, np.int64), np.column_stack([given_true, 1 - given_true])


@pytest.mark.parametrize(("n", "rate"), [(19, 0.05), (59, 0.05), (60, 0.05), (100, 0.1), (9, 0.1)])
def test_the_share_kept_follows_the_exact_law(n: int, rate: float) -> None:
    below = int(np.floor((n + 1) * rate + 1e-9))
    shares = [1 - fit_limits(*one_class(n, seed), rate)["limits"][0] for seed in range(400)]
    law = beta(n + 1 - below, below)
    assert np.mean(shares) == pytest.approx(law.mean(), abs=4 * law.std() / 20)
    assert law.mean() >= 1 - rate
    assert kstest(shares, law.cdf).pvalue > 0.001


@pytest.mark.parametrize("classes", [2, 5])
def test_every_class_keeps_its_promise(classes: int) -> None:
    kept = []
    for seed in range(60):
        true, probs = planted(1000, 2, seed, classes)
        limits = fit_limits(true[:500], probs[:500], 0.1)["limits"]
        new, possible = true[500:], accepted(probs[500:], limits)
        kept.append([possible[new == at, at].mean() for at in range(classes)])
    means = np.mean(kept, axis=0)
    error = np.std(kept, axis=0) / np.sqrt(len(kept))
    assert (means >= 0.9 - 3 * error).all()
    assert (means <= 0.93).all()


@given(cases(), st.sampled_from([0.01, 0.05, 0.1, 0.2, 0.5]))
@settings(max_examples=200, deadline=None)
def test_of_the_photos_kept_aside_no_more_than_promised_fall_below(case: Case, rate: float) -> None:
    true, probs = case
    found = fit_limits(true, probs, rate)
    if found["limits"] is None:
        assert len(true) < fewest_photos(rate)
        assert "too few" in found["why_not"]
        return
    possible = accepted(probs, found["limits"])
    for at, own in enumerate(found["own"]):
        assert own == ((true == at).sum() >= fewest_photos(rate))
        kept = possible[true == at, at]
        if own:
            assert (~kept).sum() < (len(kept) + 1) * rate + 1e-9


@given(cases())
@settings(max_examples=100, deadline=None)
def test_who_promises_less_leaves_fewer_classes_possible(case: Case) -> None:
    true, probs = case
    strict, loose = fit_limits(true, probs, 0.1), fit_limits(true, probs, 0.2)
    if strict["limits"] is not None and strict["own"] == loose["own"]:
        wide = accepted(probs, strict["limits"])
        narrow = accepted(probs, loose["limits"])
        assert (narrow <= wide).all()


def test_of_two_classes_the_temperature_changes_no_answer() -> None:
    true, probs = planted(400, 1.5, seed=4)
    limits = fit_limits(true[:200], probs[:200])["limits"]
    scaled = apply_temperature(probs, 1.7)
    again = fit_limits(true[:200], scaled[:200])["limits"]
    np.testing.assert_array_equal(accepted(probs, limits), accepted(scaled, again))


@pytest.mark.parametrize(("rate", "fewest"), [(0.05, 19), (0.1, 9), (0.01, 99), (0.3, 3)])
def test_a_limit_needs_enough_photos(rate: float, fewest: int) -> None:
    assert fewest_photos(rate) == fewest
    assert fit_limits(*one_class(fewest, 0), rate)["limits"] is not None
    assert fit_limits(*one_class(fewest - 1, 0), rate)["limits"] is None


def test_the_rate_is_taken_as_it_is_written() -> None:
    true, probs = one_class(99, seed=3)
    below = np.sort(probs[:, 0])
    assert fit_limits(true, probs, 0.29)["limits"][0] == below[28]
    assert fit_limits(true, probs, 0.07)["limits"][0] == below[6]


def test_a_class_with_too_few_photos_takes_the_limit_of_all() -> None:
    true, probs = planted(300, 1, seed=6)
    rows = np.concatenate([np.flatnonzero(true == 0), np.flatnonzero(true == 1)[:5]])
    found = fit_limits(true[rows], probs[rows])
    assert found["own"] == [True, False]
    given_true = np.sort(probs[rows, true[rows]])
    assert found["limits"][1] == given_true[int((len(rows) + 1) * 0.05) - 1]
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize("rate", [0, 1, -0.1])
def test_impossible_promises_are_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="error rate"):
        fit_limits([0], [[0.5, 0.5]], rate)


def test_limits_of_another_class_list_are_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        accepted([[0.5, 0.5]], [0.1, 0.1, 0.1])
