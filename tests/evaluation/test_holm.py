"""Holm's correction, beside the procedure that it is defined by."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.evaluation.holm import holm

P_VALUES = st.lists(st.sampled_from([0.0, 0.001, 0.01, 0.012, 0.02, 0.049, 0.05, 0.3, 1.0]))
LEVELS = st.sampled_from([0.011, 0.031, 0.0501, 0.13])


@given(P_VALUES, LEVELS)
def test_it_rejects_what_stepping_down_rejects(p_values: list[float], level: float) -> None:
    rejected: set[int] = set()
    for rank, at in enumerate(np.argsort(p_values, kind="stable").tolist()):
        if Fraction(p_values[at]) >= Fraction(level) / (len(p_values) - rank):
            break
        rejected.add(at)
    assert {at for at, p in enumerate(holm(p_values)) if p < level} == rejected


@given(P_VALUES)
def test_it_lies_between_no_correction_and_bonferroni(p_values: list[float]) -> None:
    for p, corrected in zip(p_values, holm(p_values), strict=True):
        assert p <= corrected <= min(1, p * len(p_values))


def test_a_worked_example() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_chance_alone_is_rarely_taken_for_a_difference() -> None:
    random = np.random.default_rng(8)
    alarms = [min(holm(random.random(12).tolist())) < 0.05 for _ in range(2000)]
    uncorrected = [random.random(12).min() < 0.05 for _ in range(2000)]
    assert np.mean(alarms) == pytest.approx(0.05, abs=0.015)
    assert np.mean(uncorrected) > 0.4
