"""Folders that stand for classes and splits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dataset.folder_labels import folder_labels

Found = tuple[str | None, str | None]

ARRANGEMENTS: dict[str, dict[str, Found]] = {
    "one folder per class": {"dog/1.jpg": ("dog", None), "cat/2.jpg": ("cat", None)},
    "inside a wrapper": {"set/dog/1.jpg": ("dog", None), "set/cat/2.jpg": ("cat", None)},
    "splits outside": {
        "train/dog/1.jpg": ("dog", "train"),
        "VALID/cat/2.jpg": ("cat", "validation"),
    },
    "splits inside": {"dog/test/1.jpg": ("dog", "test"), "cat/val/2.jpg": ("cat", "validation")},
    "several spellings": {
        "Dog/1.jpg": ("Dog", None),
        "DOG /2.jpg": ("Dog", None),
        "b/3.jpg": ("b", None),
    },
    "strays beside classes": {
        "s/dog/1.jpg": ("dog", None),
        "s/cat/2.jpg": ("cat", None),
        "s/3.jpg": (None, None),
    },
    "folders below a class": {
        "dog/1.jpg": ("dog", None),
        "dog/more/2.jpg": ("dog", None),
        "cat/3.jpg": ("cat", None),
    },
    "classes at any depth": {"a/b/dog/1.jpg": ("dog", None), "c/cat/2.jpg": ("cat", None)},
    "no folders": {"1.jpg": (None, None), "2.jpg": (None, None)},
    "one folder for all": {"holiday/1.jpg": (None, None), "holiday/2.jpg": (None, None)},
    "one folder named like an expression": {"Happy/1.jpg": ("Happy", None)},
    "splits of unlabelled photos": {"train/1.jpg": (None, "train"), "test/2.jpg": (None, "test")},
    "expressions above batches": {"happy/b1/1.jpg": ("happy", None), "sad/b1/2.jpg": ("sad", None)},
}


@pytest.mark.parametrize("name", ARRANGEMENTS)
def test_folders_tell_class_and_split(name: str) -> None:
    wanted = ARRANGEMENTS[name]
    assert dict(zip(wanted, folder_labels([*wanted]), strict=True)) == wanted


def test_a_single_folder_is_a_class_where_the_dataset_knows_it() -> None:
    assert folder_labels(["holiday/1.jpg"], known=["Holiday"]) == [("holiday", None)]


def test_the_name_of_the_source_itself_counts_where_it_is_a_known_class() -> None:
    assert folder_labels(["1.jpg"], known=["dog"], root="Dog") == [("Dog", None)]
    assert folder_labels(["1.jpg"], root="photos") == [(None, None)]


def test_classes_inside_win_over_the_name_of_the_source() -> None:
    found = folder_labels(["yes/1.jpg", "no/2.jpg"], root="happy")
    assert [label for label, _ in found] == ["yes", "no"]


@given(st.lists(st.lists(st.sampled_from(["a", "b", "train", "happy", "x"]), max_size=4)))
def test_labels_are_folders_of_their_own_photo_and_never_splits(folders: list[list[str]]) -> None:
    paths = ["/".join([*parts, "p.jpg"]) for parts in folders]
    for parts, (label, split) in zip(folders, folder_labels(paths), strict=True):
        assert label is None or (label in parts and label != "train")
        assert split == ("train" if "train" in parts else None)
