"""No picture is decoded twice, and none that is gone or damaged is passed over in silence."""

from __future__ import annotations

import numpy as np
import pytest

from core.dataset.images import read_for_model
from core.learning.pixel_cache import Frame, PixelCache
from core.workspace import Workspace
from tests.learning.conftest import keep_picture

Items = list[Frame]


@pytest.fixture
def items(workspace: Workspace) -> Items:
    return [Frame(keep_picture(workspace, number % 2, number), ".png") for number in range(70)]


def test_pixels_are_what_the_model_reads(workspace: Workspace, items: Items) -> None:
    cache = PixelCache(workspace, 16)
    assert cache.add(items) == []
    for picture_id, suffix, _ in items:
        expected = read_for_model(workspace.picture(picture_id, suffix).read_bytes(), 16)
        assert np.array_equal(cache.pixels()[cache.rows[picture_id]], expected)


def test_a_second_run_decodes_nothing(workspace: Workspace, items: Items) -> None:
    PixelCache(workspace, 16).add(items)
    for item in items:
        workspace.picture(*item[:2]).unlink()
    again = PixelCache(workspace, 16)
    assert again.add(items) == []
    assert len(again.pixels()) == len(items)


def test_pictures_that_come_later_are_appended(workspace: Workspace, items: Items) -> None:
    PixelCache(workspace, 16).add(items[:40])
    first = np.array(PixelCache(workspace, 16).pixels())
    cache = PixelCache(workspace, 16)
    cache.add(items)
    assert np.array_equal(cache.pixels()[:40], first)
    assert set(cache.rows) == {item.key for item in items}


def test_gone_and_damaged_pictures_are_returned(workspace: Workspace, items: Items) -> None:
    workspace.picture(*items[3][:2]).unlink()
    workspace.picture(*items[5][:2]).write_bytes(b"\x89PNG but no more")
    cache = PixelCache(workspace, 16)
    assert cache.add(items) == [items[3][0], items[5][0]]
    assert len(cache.pixels()) == len(items) - 2


def test_progress_counts_up_to_all(workspace: Workspace, items: Items) -> None:
    seen: list[tuple[int, int]] = []
    PixelCache(workspace, 16).add(items, lambda done, total: seen.append((done, total)))
    assert seen == [(64, 70), (70, 70)]


def test_sizes_are_kept_apart(workspace: Workspace, items: Items) -> None:
    for size in (16, 20):
        cache = PixelCache(workspace, size)
        cache.add(items[:2])
        assert cache.pixels().shape == (2, size, size, 3)


def test_pixels_that_were_never_listed_are_written_over(workspace: Workspace, items: Items) -> None:
    cache = PixelCache(workspace, 16)
    cache.add(items[:2])
    with next(workspace.cache.glob("*.bin")).open("ab") as stream:
        stream.write(b"half a picture")
    again = PixelCache(workspace, 16)
    again.add(items)
    expected = read_for_model(workspace.picture(*items[9][:2]).read_bytes(), 16)
    assert np.array_equal(again.pixels()[again.rows[items[9][0]]], expected)


def test_a_cache_shorter_than_its_list_is_begun_anew(workspace: Workspace, items: Items) -> None:
    PixelCache(workspace, 16).add(items)
    next(workspace.cache.glob("*.bin")).write_bytes(b"")
    again = PixelCache(workspace, 16)
    assert again.rows == {}
    assert again.add(items) == []


@pytest.mark.parametrize("harm", ["null", "7", '{"a": 1}', '["a", "a"]', "[1]", "["])
def test_a_list_that_is_none_is_made_again(workspace: Workspace, items: Items, harm: str) -> None:
    PixelCache(workspace, 16).add(items[:4])
    next(workspace.cache.glob("*.json")).write_text(harm)
    again = PixelCache(workspace, 16)
    assert again.rows == {}
    again.add(items[:4])
    assert set(PixelCache(workspace, 16).rows) == {item.key for item in items[:4]}
