"""Fisher's exact test beside SciPy's."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from core.evaluation.fisher import fisher_exact

COUNTS = st.integers(0, 60)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
@settings(max_examples=300, deadline=None)
def test_the_p_value_equals_scipy(
    right: int, wrong: int, other_right: int, other_wrong: int
) -> None:
    found = fisher_exact(right, right + wrong, other_right, other_right + other_wrong)
    expected = stats.fisher_exact([[right, wrong], [other_right, other_wrong]]).pvalue
    assert found == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    "table", [(710, 1000, 930, 1000), (29, 30, 1400, 1443), (0, 30, 30, 30), (850, 900, 8500, 9100)]
)
def test_large_groups_equal_scipy(table: tuple[int, int, int, int]) -> None:
    right, first, other, second = table
    expected = stats.fisher_exact([[right, first - right], [other, second - other]]).pvalue
    assert fisher_exact(*table) == pytest.approx(expected, rel=1e-8)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
@settings(max_examples=100, deadline=None)
def test_it_makes_no_difference_which_group_comes_first(a: int, b: int, c: int, d: int) -> None:
    found = fisher_exact(a, a + b, c, c + d)
    assert found == fisher_exact(c, c + d, a, a + b) == fisher_exact(b, a + b, d, c + d)


def test_a_lady_tasting_tea() -> None:
    assert fisher_exact(4, 4, 0, 4) == 2 / comb(8, 4)
    assert fisher_exact(3, 4, 1, 4) == 34 / 70


@pytest.mark.parametrize("table", [(5, 4, 1, 2), (1, 2, -1, 2)])
def test_impossible_shares_are_refused(table: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        fisher_exact(*table)
