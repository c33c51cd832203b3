"""What is known about photos, as categories; measured once, never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from core.dataset.face_marks import save_faces
from core.dataset.importing import run_import
from core.dataset.store import DatasetStore
from core.slice_facts import MOST_CATEGORIES, slice_facts, telling, with_groups
from core.workspace import Workspace
from tests.curation.pictures import scene

SIDE = 128


def face(share: float) -> dict:
    return {"box": [0.1, 0.1, share, share], "landmarks": [], "score": 0.9}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DatasetStore]:
    """Return a set of nine photos, lighter from one to the next; every third one in colour."""
    for number in range(9):
        grey = scene(number, SIDE).point(lambda value, n=number: value // 10 + 25 * n)
        colour = Image.merge("RGB", [grey, grey.point(lambda value: max(value - 12, 0)), grey])
        folder = tmp_path / "photos" / ("camera" if number < 4 else "phone") / "train" / "Happy"
        folder.mkdir(parents=True, exist_ok=True)
        image = colour if number % 3 == 0 else grey
        image.save(folder / f"{number}.{'jpg' if number == 8 else 'png'}")
    run_import(Workspace(tmp_path / "set"), tmp_path / "photos", workers=0)
    with DatasetStore.open(Workspace(tmp_path / "set")) as opened:
        yield opened


def keys_of(store: DatasetStore) -> list[str]:
    by_name = {each.name[0]: each.id for each in store.pictures(limit=99)}
    return [by_name[str(number)] for number in range(9)]


def test_photos_are_told_apart_by_what_was_measured_and_how_they_came(
    store: DatasetStore,
) -> None:
    facts = slice_facts(store.workspace, store, keys_of(store), ["happy", "sad"])
    assert facts["brightness"] == [*["darker"] * 3, *["medium bright"] * 3, *["brighter"] * 3]
    assert facts["folder"] == ["camera"] * 4 + ["phone"] * 5
    assert facts["colour"] == ["colour", "grey", "grey"] * 3
    assert facts["file type"] == ["PNG"] * 8 + ["JPEG"]
    assert "import" not in facts  # all came with one
    assert "faces" not in facts  # nobody has looked


def test_the_face_a_key_names_is_measured(store: DatasetStore) -> None:
    ids = keys_of(store)
    sizes = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
    found = {picture: [face(size)] for picture, size in zip(ids, sizes, strict=False)}
    found[ids[0]] = [face(0.85), face(0.05)]
    save_faces(store, {**found, ids[8]: []})
    keys = [f"{ids[0]}#1", f"{ids[0]}#0", *ids[1:]]
    facts = slice_facts(store.workspace, store, keys, ["happy"])
    assert facts["face size"][:2] == ["smaller", "larger"]
    assert facts["face size"][-1] is None
    assert facts["faces"][:3] == ["several faces", "several faces", "one face"]
    assert facts["faces"][-1] == "no face found"


def test_no_photo_is_read_twice(store: DatasetStore) -> None:
    keys = keys_of(store)
    first = slice_facts(store.workspace, store, keys, ["happy"])
    for path in [*store.workspace.pictures.rglob("*.*"), *store.workspace.thumbnails.rglob("*.*")]:
        path.unlink()
    assert slice_facts(store.workspace, store, keys, ["happy"]) == first


def test_photos_the_set_does_not_hold_any_more_are_in_no_category(store: DatasetStore) -> None:
    facts = slice_facts(store.workspace, store, [*keys_of(store), "0" * 64], ["happy"])
    assert {known[-1] for known in facts.values()} == {None}


def test_facts_that_compare_nothing_are_left_out() -> None:
    many = [str(number) for number in range(MOST_CATEGORIES + 1)]
    assert telling({"one": ["a"] * 51, "many": many, "two": ["a", None] * 25 + ["b"]}).keys() == {
        "two"
    }


def test_a_table_never_takes_the_place_of_what_was_measured() -> None:
    facts = with_groups({"colour": ["grey", "colour"]}, {"colour": ["x", "y"], "age": ["1", "2"]})
    assert facts == {"colour": ["grey", "colour"], "colour (table)": ["x", "y"], "age": ["1", "2"]}
