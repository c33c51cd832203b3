"""A planted temperature is found again; the answers stay the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from sklearn.metrics import log_loss

from core.evaluation.temperature import HIGHEST, LOWEST, apply_temperature, fit_temperature
from tests.evaluation.cases import Case, cases, planted


@pytest.mark.parametrize("classes", [2, 5])
@pytest.mark.parametrize("temperature", [0.4, 1.0, 2.5])
def test_a_planted_temperature_is_found(temperature: float, classes: int) -> None:
    true, probs = planted(20_000, 1.5, seed=2, classes=classes)
    bent = apply_temperature(probs, 1 / temperature)
    found = fit_temperature(true, bent)
    assert found["temperature"] == pytest.approx(temperature, rel=0.04)
    assert found["loss_after"] <= found["loss_before"]
    assert (found["n"], found["why_not"]) == (20_000, None)


@given(cases())
@settings(max_examples=100, deadline=None)
def test_no_other_temperature_has_less_loss(case: Case) -> None:
    true, probs = case
    found = fit_temperature(true, probs)
    if found["why_not"]:
        assert found["temperature"] == 1
        assert found["loss_after"] == found["loss_before"]
        return

    def loss(log_temperature: float) -> float:
        scaled = apply_temperature(probs, float(np.exp(log_temperature)))
        return float(log_loss(true, scaled, labels=list(range(probs.shape[1]))))

    best = minimize_scalar(loss, bounds=np.log([LOWEST, HIGHEST]), method="bounded")
    assert found["loss_after"] <= best.fun + 1e-7
    assert LOWEST <= found["temperature"] <= HIGHEST


@given(cases(classes=(1, 2, 5)), st.floats(LOWEST, HIGHEST))
@settings(max_examples=200, deadline=None)
def test_answers_stay_and_rows_add_up(case: Case, temperature: float) -> None:
    _, probs = case
    scaled = apply_temperature(probs, temperature)
    assert np.isfinite(scaled).all()
    assert scaled.sum(axis=1) == pytest.approx(np.ones(len(probs)), abs=1e-12)
    rows = np.arange(len(probs))
    top = scaled[rows, probs.argmax(axis=1)]
    assert top == pytest.approx(scaled.max(axis=1), abs=1e-12)


def test_above_one_it_is_less_sure_and_below_one_surer() -> None:
    probs = np.array([[0.8, 0.2]])
    assert apply_temperature(probs, 2)[0, 0] == pytest.approx(2 / 3)
    assert apply_temperature(probs, 0.5)[0, 0] == pytest.approx(16 / 17)


def test_at_one_nothing_is_touched() -> None:
    probs = np.float32([[1, 0], [0.3, 0.7]])
    assert apply_temperature(probs, 1) is probs


def test_certainty_stays_finite() -> None:
    scaled = apply_temperature([[0.0, 1.0]], 20)
    assert 0 < scaled[0, 0] < scaled[0, 1] < 1


@pytest.mark.parametrize(
    ("true", "probs", "why"),
    [
        ([0, 1] * 9, [[0.8, 0.2]] * 18, "18 photos kept aside say too little"),
        ([0] * 20, [[0.8, 0.2]] * 20, "answered right"),
        ([1] * 20, [[0.8, 0.2]] * 20, "answered wrong"),
        ([0, 1] * 10, [[0.5, 0.5]] * 20, "equally probable"),
        ([0] * 20, [[1.0]] * 20, "answered right"),
    ],
)
def test_where_nothing_can_be_fitted_it_stays_and_says_why(
    true: list[int], probs: list[list[float]], why: str
) -> None:
    found = fit_temperature(true, probs)
    assert found["temperature"] == 1
    assert why in found["why_not"]


def test_hopeless_answers_reach_the_bounds() -> None:
    flat = fit_temperature([0] * 5 + [1] * 25, [[0.9, 0.1]] * 30)
    assert flat["temperature"] == HIGHEST
    probs = [[0.501, 0.499]] * 30
    assert fit_temperature([0] * 29 + [1], probs)["temperature"] == LOWEST


@pytest.mark.parametrize("temperature", [0, -1, np.nan, np.inf])
def test_impossible_temperatures_are_refused(temperature: float) -> None:
    with pytest.raises(ValueError, match="temperature"):
        apply_temperature([[0.5, 0.5]], temperature)
