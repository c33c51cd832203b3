"""The same picture is known again, another one is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.curation.duplicates import SAME, SIDE, groups, same_pictures
from tests.curation.pictures import CHANGES, changed, greys, scene

OTHERS = [scene(seed) for seed in range(100, 140)]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_changed_copy_is_found_and_nothing_else(change: str, seed: int) -> None:
    first = scene(seed)
    pairs, likeness = same_pictures(greys([first, *OTHERS, changed(first, change)]))
    assert pairs.tolist() == [[0, len(OTHERS) + 1]]
    assert SAME < likeness[0] <= 1


def test_brighter_and_flatter_copies_are_found() -> None:
    first = scene(5)
    paler = Image.fromarray((np.asarray(first) * 0.6 + 90).astype(np.uint8))
    pairs, _ = same_pictures(greys([first, *OTHERS, paler]))
    assert pairs.tolist() == [[0, len(OTHERS) + 1]]


def test_photos_of_one_grey_are_like_nothing() -> None:
    flat = np.full((4, SIDE, SIDE), 120, np.uint8)
    pairs, likeness = same_pictures(flat)
    assert (pairs.shape, likeness.shape) == ((0, 2), (0,))


def test_an_empty_set_has_no_pairs() -> None:
    pairs, _ = same_pictures(np.zeros((0, SIDE, SIDE), np.uint8))
    assert len(pairs) == 0


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=20))
def test_groups_are_what_hangs_together(links: list[tuple[int, int]]) -> None:
    pairs = sorted({(min(link), max(link)) for link in links if link[0] != link[1]})
    found = groups(12, np.array(pairs, np.int64).reshape(-1, 2))
    of = {one: number for number, group in enumerate(found) for one in group}
    assert len(of) == sum(map(len, found))
    assert all(of[low] == of[high] for low, high in pairs)
    assert all(len(group) > 1 and group == sorted(group) for group in found)
    touched = {one for pair in pairs for one in pair}
    assert set(of) == touched
    links_needed = sum(len(group) - 1 for group in found)
    assert links_needed <= len(pairs)
