"""COCO documents that other programs wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.dataset.entries import Entry, FileBytes, Listing
from core.dataset.exchange.coco import read_coco
from core.dataset.importing import run_import
from core.dataset.store import DatasetStore
from core.dataset.table_use import use_tables
from core.limits import LIST_BYTES
from core.workspace import Workspace
from tests.dataset.making import labels_by_name, photo, zip_of

DOCUMENT: dict[str, Any] = {
    "images": [{"id": 7, "file_name": f"{name}.png"} for name in "a"]
    + [{"id": "8", "file_name": "b.png"}, {"id": 9, "file_name": "c.png"}],
    "annotations": [
        {"id": 1, "image_id": 7, "category_id": 3},
        {"id": 2, "image_id": 7, "category_id": 3},
        {"id": 3, "image_id": 9, "category_id": 3},
        {"id": 4, "image_id": 9, "category_id": 4},
    ],
    "categories": [{"id": 3, "name": " happy "}, {"id": 4, "name": "sad"}],
}


def test_a_document_of_another_program_gives_labels(workspace: Workspace) -> None:
    files = {f"set/{name}.png": photo(ord(name)) for name in "abc"}
    document = {"set/_annotations.coco.json": json.dumps(DOCUMENT).encode()}
    source = zip_of(workspace.root / "a.zip", {**files, **document})
    report = run_import(workspace, source, workers=0)
    assert report.refused == []
    assert any("1 photos have several labels" in note for note in report.notes)
    with DatasetStore.open(workspace) as store:
        assert labels_by_name(store) == {"a.png": "happy", "b.png": None, "c.png": None}


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"images": {}, "annotations": [], "categories": []}', "[" * 100_000]
)
def test_what_is_no_coco_document_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "annotations.json").write_text(text)
    assert read_coco(tmp_path / "annotations.json") is None


def test_values_of_the_wrong_kind_are_passed_over(tmp_path: Path) -> None:
    document = {
        "images": [{"id": [], "file_name": "a.png", "sha256": 5, "mark": "evil", "face": "9" * 50}],
        "annotations": [{"image_id": {}, "category_id": []}],
        "categories": [{"id": {}, "name": None}],
    }
    (tmp_path / "annotations.json").write_text(json.dumps(document))
    found = read_coco(tmp_path / "annotations.json")
    assert found is not None
    ((path, told),) = found[0]
    assert (path, told.sha256, told.mark, told.face) == ("a.png", "", None, None)


def test_ids_of_thousands_of_digits_cost_nobody_a_label(tmp_path: Path) -> None:
    one, two = "9" * 5000, "8" * 5000
    (tmp_path / "annotations.json").write_text(
        f'{{"images": [{{"id": {one}, "file_name": "a.png"}},'
        f'{{"id": {two}, "file_name": "b.png"}}],'
        f'"annotations": [{{"image_id": {one}, "category_id": {two}}}],'
        f'"categories": [{{"id": {two}, "name": "happy"}}]}}'
    )
    found = read_coco(tmp_path / "annotations.json")
    assert found is not None
    assert [(path, told.label) for path, told in found[0]] == [("a.png", "happy"), ("b.png", None)]


def test_a_document_alone_brings_in_the_photos_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(photo(1))
    images = {**DOCUMENT, "images": DOCUMENT["images"][:1]}
    (tmp_path / "instances.json").write_text(json.dumps(images))
    report = run_import(Workspace(tmp_path / "w"), tmp_path / "instances.json", workers=0)
    assert report.per_class == {"happy": 1}


def test_a_document_that_is_too_large_is_refused_and_the_rest_comes_in(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "a.png").write_bytes(photo(1))
    with (folder / "annotations.json").open("wb") as stream:
        stream.truncate(LIST_BYTES + 1)
    report = run_import(workspace, folder, workers=0)
    assert report.added == 1
    assert [each.file for each in report.refused] == ["annotations.json"]
    assert "100 MB" in report.refused[0].reason


def test_a_document_that_cannot_be_read_is_refused_by_itself(tmp_path: Path) -> None:
    gone = Entry("annotations.json", FileBytes(tmp_path / "annotations.json"), 10, 0)
    other = Entry("a.png", FileBytes(tmp_path / "a.png"), 10, 0)
    listing = Listing([gone, other])
    use_tables(listing, tmp_path, [])
    assert listing.entries == [other]
    assert [each.file for each in listing.refused] == ["annotations.json"]
    assert "cannot be read" in listing.refused[0].reason
