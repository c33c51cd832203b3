"""Training, validation and test."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dataset.draws import draw_splits
from core.dataset.importing import run_import
from core.dataset.labels import set_label
from core.dataset.splits import ensure_splits
from core.dataset.store import DatasetStore
from core.workspace import Workspace
from tests.dataset.making import photo, zip_of

SHARES = {"train": 0.7, "validation": 0.15, "test": 0.15}
splits = st.sampled_from(["train", "validation", "test"])


def drawn(labels: list[str], existing: list[str | None] | None = None, seed: int = 0) -> list[str]:
    return draw_splits(labels, range(len(labels)), existing or [None] * len(labels), SHARES, seed)


def test_every_class_is_shared_out_as_wanted() -> None:
    labels = ["happy"] * 200 + ["sad"] * 40
    found = drawn(labels)
    assert Counter(found[:200]) == {"train": 140, "validation": 30, "test": 30}
    assert Counter(found[200:]) == {"train": 28, "validation": 6, "test": 6}


@pytest.mark.parametrize("count", [3, 4, 5, 9])
def test_a_small_class_still_has_something_in_every_split(count: int) -> None:
    assert set(drawn(["sad"] * count)) == {"train", "validation", "test"}


@pytest.mark.parametrize("count", [1, 2])
def test_the_very_first_photos_are_for_training(count: int) -> None:
    assert drawn(["sad"] * count)[0] == "train"


def test_a_share_of_zero_gets_nothing() -> None:
    found = draw_splits(
        ["a"] * 9, range(9), [None] * 9, {"train": 1, "validation": 1, "test": 0}, 0
    )
    assert "test" not in found


def test_another_seed_draws_other_photos() -> None:
    assert drawn(["a"] * 50, seed=1) != drawn(["a"] * 50, seed=2)
    assert drawn(["a"] * 50, seed=1) == drawn(["a"] * 50, seed=1)


def test_new_photos_bring_the_shares_back() -> None:
    found = drawn(["a"] * 100, ["train"] * 50 + [None] * 50)
    assert Counter(found) == {"train": 70, "validation": 15, "test": 15}


@given(
    rows=st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(0, 8), st.one_of(st.none(), splits)),
        max_size=40,
    ),
    seed=st.integers(0, 99),
)
def test_nothing_drawn_moves_and_no_group_is_torn_apart(
    rows: list[tuple[str, int, str | None]], seed: int
) -> None:
    labels, groups, existing = ([row[at] for row in rows] for at in range(3))
    found = draw_splits(labels, groups, existing, SHARES, seed)  # type: ignore[arg-type]
    for after, before in zip(found, existing, strict=True):
        assert before is None or after == before
    for group in set(groups):
        members = [at for at, owner in enumerate(groups) if owner == group]
        before_members = {existing[at] for at in members} - {None}
        if len(before_members) <= 1:
            assert len({found[at] for at in members}) == 1


def imported(workspace: Workspace, tmp_path: Path, counts: dict[str, int]) -> DatasetStore:
    files = {}
    for number, (folder, count) in enumerate(counts.items()):
        for seed in range(count):
            files[f"{folder}/{seed}.png"] = photo(number * 1000 + seed)
    run_import(workspace, zip_of(tmp_path / "a.zip", files), workers=0)
    return DatasetStore.open(workspace)


def test_photos_without_splits_are_drawn_once_and_stay(filled: DatasetStore) -> None:
    notes = ensure_splits(filled, SHARES, seed=0)
    assert (notes.drawn, notes.moved, notes.sentences) == (6, 0, ())
    assert notes.counts["test"] == {"happy": 1, "sad": 1}
    again = ensure_splits(filled, {"train": 0.2, "validation": 0.4, "test": 0.4}, seed=9)
    assert (again.drawn, again.moved) == (0, 0)
    assert again.counts == notes.counts == filled.summary().per_split


def test_a_missing_test_set_is_taken_from_the_training_photos_and_said(
    workspace: Workspace, tmp_path: Path
) -> None:
    folders = {"train/dog": 10, "train/cat": 10, "val/dog": 4, "val/cat": 4}
    with imported(workspace, tmp_path, folders) as store:
        validation = [row[0] for row in store.training_pictures() if row[3] == "validation"]
        notes = ensure_splits(store, SHARES, seed=0)
        assert notes.counts["test"] == {"dog": 2, "cat": 2}
        assert "without a test set, so 4 of the training photos" in notes.sentences[0]
        after = {row[0]: row[3] for row in store.training_pictures()}
    assert {after[picture] for picture in validation} == {"validation"}


def test_splits_that_came_with_the_photos_are_honoured(
    workspace: Workspace, tmp_path: Path
) -> None:
    folders = {
        f"{split}/{label}": 4 for split in ("train", "valid", "test") for label in ("a", "b")
    }
    with imported(workspace, tmp_path, folders) as store:
        before = store.training_pictures()
        notes = ensure_splits(store, SHARES, seed=0)
        assert store.training_pictures() == before
    assert (notes.drawn, notes.moved) == (0, 0)


def test_test_photos_stay_locked_when_relabelled(filled: DatasetStore) -> None:
    ensure_splits(filled, SHARES, seed=0)
    locked = [row[0] for row in filled.training_pictures() if row[3] == "test"]
    set_label(filled, locked, "glad")
    ensure_splits(filled, SHARES, seed=1)
    assert {filled.picture(picture).split for picture in locked} == {"test"}


def test_a_class_with_nothing_to_train_on_is_said(workspace: Workspace, tmp_path: Path) -> None:
    with imported(workspace, tmp_path, {"test/dog": 4, "train/cat": 4}) as store:
        notes = ensure_splits(store, SHARES, seed=0)
    assert any("All photos of dog are set aside" in sentence for sentence in notes.sentences)
