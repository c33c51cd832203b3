"""Which photos a training is judged by, and which of many are looked at."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.runs.judged import evenly


@given(st.integers(0, 3000), st.integers(1, 300))
def test_positions_are_spread_from_end_to_end(number: int, most: int) -> None:
    found = evenly(number, most)
    assert len(found) == min(number, most)
    assert found == sorted(set(found))
    if len(found) > 1:
        assert (found[0], found[-1]) == (0, number - 1)
        gaps = [after - before for before, after in pairwise(found)]
        assert max(gaps) - min(gaps) <= 1
