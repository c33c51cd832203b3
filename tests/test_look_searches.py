"""Look-alikes and poor photos, from files to answers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from PIL import Image

from core import duplicate_search
from core.dataset.importing import run_import
from core.dataset.records import PictureRecord
from core.dataset.split_repair import unite_splits
from core.dataset.store import DatasetStore
from core.duplicate_search import find_duplicates, is_searched, search_beside
from core.kept_looks import looks
from core.quality_search import find_poor_photos
from core.workspace import Workspace
from tests.curation.pictures import changed, scene

FILES = {
    "train/happy/one.png": lambda: scene(1),
    "train/happy/two.png": lambda: scene(2),
    "train/sad/three.png": lambda: scene(3),
    "test/happy/one-mirrored.png": lambda: changed(scene(1), "mirror"),
    "train/sad/two-cropped.png": lambda: changed(scene(2), "crop"),
    "train/sad/three-turned.png": lambda: changed(scene(3), "rotate"),
    "train/sad/dark.png": lambda: scene(4).point(lambda value: value // 8),
    "train/sad/long.png": lambda: scene(5, 300).crop((0, 0, 300, 60)),
    "train/sad/colour.png": lambda: Image.merge("RGB", [scene(6), scene(7), scene(8)]),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DatasetStore]:
    for name, make in FILES.items():
        path = tmp_path / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        make().save(path)
    run_import(Workspace(tmp_path / "set"), tmp_path / "photos", workers=0)
    with DatasetStore.open(Workspace(tmp_path / "set")) as opened:
        yield opened


def by_name(store: DatasetStore) -> dict[str, PictureRecord]:
    return {each.name.removesuffix(".png"): each for each in store.pictures(limit=99)}


def test_a_cache_that_cannot_be_written_costs_nobody_the_list(store: DatasetStore) -> None:
    expected = find_duplicates(store.workspace, store).groups
    shutil.rmtree(store.workspace.cache)
    store.workspace.cache.write_text("a file where the folder should be")
    assert find_duplicates(store.workspace, store).groups == expected


def test_conflicts_lead_then_leaks_then_the_rest(store: DatasetStore) -> None:
    names = {record.id: name for name, record in by_name(store).items()}
    found = find_duplicates(store.workspace, store)
    assert [{names[each] for each in group.ids} for group in found.groups] == [
        {"two", "two-cropped"},
        {"one", "one-mirrored"},
        {"three", "three-turned"},
    ]
    conflict, leak, rest = found.groups
    assert (conflict.conflict, leak.conflict, leak.leak, rest.leak) == (True, False, True, False)
    assert conflict.sentence == "The same picture is labelled happy and sad."
    assert "learned from" in leak.sentence
    assert (found.photos, found.unreadable) == (9, 0)


def test_a_leak_is_mended_into_the_test_set(store: DatasetStore) -> None:
    photos = by_name(store)
    group = [photos["one"].id, photos["one-mirrored"].id]
    assert unite_splits(store, [group, [photos["three"].id]]) == 1
    now = by_name(store)
    assert (now["one"].split, now["one-mirrored"].split) == ("test", "test")
    assert now["three"].split == "train"
    assert not any(each.leak for each in find_duplicates(store.workspace, store).groups)


def test_poor_photos_come_with_what_was_measured(store: DatasetStore) -> None:
    names = {record.id: name for name, record in by_name(store).items()}
    found = find_poor_photos(store.workspace, store)
    kinds = {(names[each.id], each.kind) for each in found.poor}
    assert ("dark", "dark") in kinds
    assert ("long", "odd shape") in kinds
    assert not any(name == "colour" for name, _ in kinds)
    assert not any(kind == "grey among colour" for _, kind in kinds)  # nearly all are grey


def test_no_photo_is_looked_at_twice(store: DatasetStore) -> None:
    place, records = store.workspace, store.pictures(limit=99)
    told: list[tuple[int, int]] = []
    first = looks(place, records, lambda done, total: told.append((done, total)))
    assert told[-1] == (9, 9)
    told.clear()
    again = looks(place, records, lambda done, total: told.append((done, total)))
    assert told == []
    assert again.ids == first.ids
    assert again.measures == first.measures
    assert np.array_equal(again.greys, first.greys)


def test_a_photo_that_is_gone_is_counted(store: DatasetStore) -> None:
    lost = by_name(store)["two"]
    store.workspace.picture(lost.id, lost.suffix).unlink()
    store.workspace.thumbnail(lost.id).unlink(missing_ok=True)
    assert find_duplicates(store.workspace, store).unreadable == 1
    assert find_poor_photos(store.workspace, store).unreadable == (lost.id,)


def test_a_search_beside_the_app_is_left_to_whoever_is_at_it(store: DatasetStore) -> None:
    with FileLock(store.workspace.look_alikes_lock):
        search_beside(store.workspace, store)
        assert not is_searched(store.workspace, store)
    search_beside(store.workspace, store)
    assert is_searched(store.workspace, store)


def test_a_search_that_cannot_be_kept_ends_all_the_same(store: DatasetStore) -> None:
    store.workspace.look_alikes.mkdir(parents=True)  # where the groups would be written
    search_beside(store.workspace, store)
    assert not is_searched(store.workspace, store)


def test_photos_that_came_in_during_a_search_are_seen_by_it(
    store: DatasetStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene(9).save(tmp_path / "late.png")
    real = duplicate_search.find_duplicates
    searched = []

    def late(workspace: Workspace, opened: DatasetStore) -> None:
        real(workspace, opened)
        if not searched:
            run_import(workspace, tmp_path / "late.png", workers=0)
        searched.append(opened.count())

    monkeypatch.setattr(duplicate_search, "find_duplicates", late)
    search_beside(store.workspace, store)
    assert is_searched(store.workspace, store)
    assert searched == [len(FILES) + 1] * 2
