"""What class folders say about photos that were moved among them."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from core.dataset.exchange.moved_photos import ClassFolders
from core.dataset.exchange.told import Told

SORTED = [("happy/a.png", "happy"), ("_CON/b.png", "CON"), ("unlabelled/c.png", None)]
TOGETHER = [("photos/a.png", "happy"), ("photos/b.png", "sad")]


@pytest.mark.parametrize(
    ("listed", "path", "label"),
    [
        (SORTED, "set/_con/a.png", "CON"),
        (SORTED, "set/unlabelled/a.png", None),
        (SORTED, "set/new one/a.png", "new one"),
        (SORTED, "set/happy/deeper/a.png", "happy"),
        (SORTED, "set/a.png", "sad"),
        (SORTED, "other/a.png", "other"),
        (SORTED, "set/train/a.png", "sad"),
        (TOGETHER, "set/mine/a.png", "sad"),
    ],
)
def test_a_moved_photo_has_the_label_of_its_folder(
    listed: list[tuple[str, str | None]], path: str, label: str | None
) -> None:
    rows = [(name, Told(label=of)) for name, of in listed]
    told = ClassFolders(PurePosixPath("set"), rows).told(Told(label="sad", name="a.png"), path)
    assert (told.label, told.name) == (label, "a.png")


def test_photos_sorted_out_of_the_unlabelled_ones_get_their_folder() -> None:
    folders = ClassFolders(PurePosixPath("set/unlabelled"), [("a.png", Told())])
    assert folders.told(Told(), "set/train/happy/a.png").label == "happy"
    assert folders.told(Told(), "set/unlabelled/happy/a.png").label == "happy"
    assert folders.told(Told(), "set/unlabelled/a.png").label is None


def test_who_decided_the_earlier_label_no_longer_counts() -> None:
    rows = [("happy/a.png", Told(label="happy")), ("sad/b.png", Told(label="sad"))]
    before = Told(label="sad", split="test", mark="unsure", face="1", who="Ann", at=5, source="x")
    folders = ClassFolders(PurePosixPath(), rows)
    assert folders.told(before, "sad/x/a.png") == before
    after = Told(label="happy", split="test", source="x")
    assert folders.told(before, "happy/a.png") == after
