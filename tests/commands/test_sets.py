"""Taking a set away, its classes and its split, from the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.commands.conftest import Ask


@pytest.fixture
def own(filled: Path, tmp_path: Path) -> Path:
    """Return a copy of the workspace with the photos and no training, to be changed."""
    alone = shutil.ignore_patterns("models")
    return Path(shutil.copytree(filled, tmp_path / "own", ignore=alone))


@pytest.mark.parametrize("kind", ["folders", "csv", "imagefolder", "coco"])
def test_a_set_is_taken_away_and_comes_back(
    filled: Path, tmp_path: Path, ask: Ask, kind: str
) -> None:
    taken = ask(filled, "take-away", kind, tmp_path / "set.zip").document
    assert (taken["photos"], taken["per_class"]) == (40, {"happy": 20, "sad": 20})
    came = ask(tmp_path / "new", "import", tmp_path / "set.zip").document
    assert (came["added"], came["per_class"], came["refused"]) == (40, taken["per_class"], [])


def test_a_file_that_exists_is_written_over_only_where_that_is_asked_for(
    filled: Path, tmp_path: Path, ask: Ask
) -> None:
    target = tmp_path / "thesis.zip"
    target.write_text("years of work")
    said = ask(filled, "take-away", "folders", target)
    assert (said.status, target.read_text()) == (1, "years of work")
    assert "exists already" in said.err
    assert ask(filled, "take-away", "folders", target, "--force").document["photos"] == 40


def test_a_label_that_is_not_there_is_a_mistake(filled: Path, ask: Ask) -> None:
    said = ask(filled, "photos", "--label", "nope")
    assert said.status == 1
    assert "no label 'nope'" in said.err


def test_an_unknown_format_is_a_mistake(filled: Path, tmp_path: Path, ask: Ask) -> None:
    said = ask(filled, "take-away", "excel", tmp_path / "set.zip")
    assert said.status == 1
    assert "folders, csv, imagefolder, coco" in said.err


def test_classes_are_listed_and_changed(own: Path, ask: Ask) -> None:
    assert ask(own, "classes").document == {"per_class": {"happy": 20, "sad": 20}}
    assert ask(own, "classes", "--add", "cross").status == 0
    ask(own, "classes", "--rename", "happy", "--to", "smiling")
    merged = ask(own, "classes", "--merge", "sad", "--to", "cross").document
    assert (merged["kind"], merged["count"]) == ("merge", 20)
    assert ask(own, "classes").document == {"per_class": {"smiling": 20, "cross": 20}}
    assert ask(own, "classes", "--remove", "cross").document["count"] == 20
    for _ in range(3):
        ask(own, "undo")
    assert ask(own, "classes").document["per_class"] == {"happy": 20, "sad": 20, "cross": 0}


@pytest.mark.parametrize(
    "words", [["--rename", "happy"], ["--to", "x"], ["--add", "a", "--remove", "sad"]]
)
def test_half_a_wish_is_a_mistake(filled: Path, ask: Ask, words: list[str]) -> None:
    said = ask(filled, "classes", *words)
    assert said.status == 1
    assert "not clear what to do" in said.err


def test_photos_are_shared_out_and_checked(own: Path, ask: Ask) -> None:
    check = ask(own, "split").document["check"]
    assert (check["compared"], check["later"]) == (40, 0)  # the import has looked for look-alikes
    document = ask(own, "split", "--shares", 0.6, 0.2, 0.2, "--seed", 4).document
    assert sum(document["counts"]["train"].values()) == pytest.approx(24, abs=4)
    assert document["check"]["tested_and_learned"] == 0
    assert "0 photos shared between learning and test" in document["sentence"]
    again = ask(own, "split", "--repair").document
    assert (again["moved"], again["check"]["crossing"]) == (0, [])
    assert ask(own, "split", "--also-imported").status == 1
