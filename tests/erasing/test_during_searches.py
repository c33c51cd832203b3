"""A photo deleted everywhere in the middle of a search: the search does not bring it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from core import kept_groups, kept_looks
from core.dataset.importing import run_import
from core.dataset.labels import move_to_bin
from core.dataset.store import DatasetStore
from core.duplicate_search import find_duplicates, is_searched
from core.erasing.everywhere import delete_everywhere
from core.learning.kept_features import SIDE, KeptFeatures
from core.quality_search import find_poor_photos
from core.workspace import Workspace
from tests.dataset.making import photo, zip_of
from tests.erasing.test_everywhere import where

Search = Callable[[Workspace, DatasetStore, kept_looks.Progress | None], object]


@pytest.fixture
def three(workspace: Workspace, tmp_path: Path) -> list[str]:
    """Bring in three photos, two of them of the same picture, and return their ids."""
    files = {"a.png": photo(1), "b.jpg": photo(1, "JPEG"), "c.png": photo(2)}
    run_import(workspace, zip_of(tmp_path / "in.zip", files), workers=0)
    with DatasetStore.open(workspace) as store:
        return store.picture_ids()[::-1]


def deleting(workspace: Workspace, picture_id: str) -> tuple[kept_looks.Progress, list[int]]:
    """Return what deletes a photo when a search tells for the first time, and how often it told."""
    told: list[int] = []

    def tell(done: int, _: int) -> None:
        if not told:
            with DatasetStore.open(workspace) as store:
                assert delete_everywhere(store, picture_id).kept == ""
        told.append(done)

    return tell, told


@pytest.mark.parametrize("search", [find_duplicates, find_poor_photos])
@pytest.mark.parametrize("at", [0, 1])
def test_its_looks_do_not_come_back(
    workspace: Workspace, three: list[str], search: Search, at: int
) -> None:
    with DatasetStore.open(workspace) as store:
        kept_looks.looks(workspace, store.records(three[:1]))  # this one was known before
        assert where(workspace, bytes.fromhex(three[0]))
        tell, told = deleting(workspace, three[at])
        search(workspace, store, tell)
        assert told
        assert where(workspace, bytes.fromhex(three[at])) == []
        left = [each for each in three if each != three[at]]
        assert kept_looks.looks(workspace, store.records(left)).ids == left
        assert all(where(workspace, bytes.fromhex(each)) for each in left)


def test_its_group_does_not_come_back(workspace: Workspace, three: list[str]) -> None:
    with DatasetStore.open(workspace) as store:
        assert [{*each.ids} for each in find_duplicates(workspace, store).groups] == [
            {three[0], three[1]}
        ]
        workspace.looks(1).unlink()  # so that a search takes its time again
        move_to_bin(store, [three[2]])
        tell, _ = deleting(workspace, three[0])
        find_duplicates(workspace, store, tell)
        found = kept_groups.kept_groups(workspace)
        assert found is not None
        assert (found.groups, found.compared) == ([], [three[1]])
        assert is_searched(workspace, store)
    assert where(workspace, three[0].encode()) == []


def test_what_is_written_back_waits_for_a_deletion(
    workspace: Workspace, three: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_looks, "_LOCK_SECONDS", 0.2)
    monkeypatch.setattr(kept_groups, "_LOCK_SECONDS", 0.2)
    with DatasetStore.open(workspace) as store, FileLock(workspace.looks_lock):
        find_duplicates(workspace, store)
    assert where(workspace, bytes.fromhex(three[0])) == []
    assert kept_groups.kept_groups(workspace) is None


def test_what_the_starter_model_saw_of_it_does_not_come_back(
    workspace: Workspace, three: list[str]
) -> None:
    squares = {each: np.full((SIDE, SIDE, 3), 99, np.uint8) for each in three}
    tell, told = deleting(workspace, three[0])
    kept = KeptFeatures(workspace)
    kept.add_squares(squares, lambda done: tell(done, len(squares)))
    assert told
    assert {*KeptFeatures(workspace).rows} == {*three[1:]}
    kept.add_squares({"f" * 64: squares[three[0]]})
    assert {*KeptFeatures(workspace).rows} == {*three[1:]}
