"""Long curves keep their ends and their order when they are thinned for drawing."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.evaluation.thinning import thinned, thinned_columns


@given(st.integers(0, 3000), st.integers(2, 300))
def test_no_more_points_than_asked_for_and_both_ends(length: int, most: int) -> None:
    points = list(range(length))
    found = thinned(points, most)
    assert len(found) == min(length, most)
    assert found == sorted(set(found))
    assert (found[:1], found[-1:]) == (points[:1], points[-1:])
    gaps = [after - before for before, after in pairwise(found)]
    assert not gaps or max(gaps) - min(gaps) <= 1


def test_columns_are_thinned_alike() -> None:
    found = thinned_columns({"x": range(1000), "y": [-each for each in range(1000)]}, 10)
    assert len(found["x"]) == 10
    assert found["y"] == [-each for each in found["x"]]
