"""Measured facts become categories."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.evaluation.thirds import NAMES, thirds

DARKER, MEDIUM, BRIGHTER = NAMES["brightness"]


def test_different_values_make_equal_thirds() -> None:
    values = np.random.default_rng(1).permutation(99).astype(float).tolist()
    found = thirds(values, NAMES["brightness"])
    assert Counter(found) == {DARKER: 33, MEDIUM: 33, BRIGHTER: 33}
    assert {value for value, name in zip(values, found, strict=True) if name == DARKER} == set(
        range(33)
    )
    assert found[values.index(98)] == BRIGHTER


def test_a_photo_that_was_not_measured_lies_in_no_third() -> None:
    found = thirds([None, 1, 2, None, 3], ("low", "middle", "high"))
    assert found == [None, "low", "middle", None, "high"]


@pytest.mark.parametrize("values", [[], [None, None], [7.0] * 9, [1.0] * 8 + [2.0]])
def test_values_that_do_not_differ_make_no_thirds(values: list[float | None]) -> None:
    assert set(thirds(values, ("low", "middle", "high"))) <= {None}


@given(st.lists(st.integers(0, 6).map(float), max_size=60))
def test_equal_values_stay_together_and_no_name_is_given_to_most(values: list[float]) -> None:
    found = thirds(values, ("low", "middle", "high"))
    named = [name for name in found if name]
    assert len(set(zip(values, found, strict=True))) == len(set(values))
    assert all(2 * named.count(name) <= len(named) for name in ("low", "high"))
    order = {"low": 0, "middle": 1, "high": 2}
    ranked = [order[name] for _, name in sorted(zip(values, found, strict=True)) if name]
    assert ranked == sorted(ranked)
