"""Anything a person points at."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest

from core.dataset.folders import list_folder
from core.dataset.received import keep_received
from core.dataset.sources import Item, list_source
from core.errors import ImportRefused
from tests.dataset.making import photo, zip_of


def labels(items: list[Item]) -> dict[str, str | None]:
    return {item.path: item.label for item in items}


def listed(tmp_path: Path, *sources: Path, known: tuple[str, ...] = ()) -> list[Item]:
    return list_source(sources, tmp_path / "scratch", known)[0]


def test_a_zip_and_a_folder_of_the_same_photos_give_the_same_labels(tmp_path: Path) -> None:
    files = {"set/dog/1.png": b"1", "set/cat/2.png": b"2"}
    for name, data in files.items():
        path = tmp_path / "folder" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    from_zip = labels(listed(tmp_path, zip_of(tmp_path / "a.zip", files)))
    from_folder = labels(listed(tmp_path, tmp_path / "folder"))
    assert from_zip == from_folder == {"set/cat/2.png": "cat", "set/dog/1.png": "dog"}


def test_one_zip_per_class_gives_classes(tmp_path: Path) -> None:
    dog = zip_of(tmp_path / "dog.zip", {"1.png": b"1"})
    cat = zip_of(tmp_path / "cat.zip", {"1.png": b"2"})
    assert labels(listed(tmp_path, dog, cat)) == {"dog/1.png": "dog", "cat/1.png": "cat"}


def test_one_zip_per_split_gives_splits(tmp_path: Path) -> None:
    files = {"dog/1.png": b"", "cat/1.png": b""}
    sources = [zip_of(tmp_path / f"{split}.zip", files) for split in ("train", "test")]
    assert [item.split for item in listed(tmp_path, *sources)] == ["train"] * 2 + ["test"] * 2


def test_a_single_source_called_test_is_no_test_set(tmp_path: Path) -> None:
    items = listed(tmp_path, zip_of(tmp_path / "test.zip", {"dog/1.png": b"", "cat/1.png": b""}))
    assert [item.split for item in items] == [None, None]


def test_a_table_in_a_zip_labels_the_photos_beside_it(tmp_path: Path) -> None:
    csv = b"file,label,split\nimg/1.png,happy,test\n2.png,sad,\ngone.png,sad,\n"
    files = {
        "set/labels.csv": csv,
        "set/img/1.png": b"1",
        "set/img/2.png": b"2",
        "set/img/3.png": b"3",
    }
    items, listing = list_source([zip_of(tmp_path / "a.zip", files)], tmp_path / "scratch")
    assert [(item.label, item.split) for item in items] == [
        ("happy", "test"),
        ("sad", None),
        (None, None),
    ]
    assert [refusal.file for refusal in listing.refused] == ["gone.png"]


def test_a_table_on_this_computer_brings_in_the_files_it_names(tmp_path: Path) -> None:
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "1.png").write_bytes(b"1")
    (tmp_path / "list.csv").write_text("path,label\nimg/1.png,happy\nimg/2.png,sad\n")
    items, listing = list_source([tmp_path / "list.csv"], tmp_path / "scratch")
    assert [(item.path, item.label, item.loader.read()) for item in items] == [
        ("img/1.png", "happy", b"1")
    ]
    assert [refusal.file for refusal in listing.refused] == ["img/2.png"]


def test_fer_in_a_zip_is_unpacked_and_read(tmp_path: Path) -> None:
    row = " ".join(["7"] * 2304)
    csv = f"emotion,pixels,Usage\n3,{row},Training\n".encode()
    (item,) = listed(tmp_path, zip_of(tmp_path / "a.zip", {"fer2013/fer2013.csv": csv}))
    assert (item.label, item.split) == ("happy", "train")
    assert item.loader.read().startswith(b"\x89PNG")


def test_documents_beside_photos_are_refused_by_name(tmp_path: Path) -> None:
    files = {"read me.txt": b"hi", "dog/1.png": b"", "cat/2.png": b"", "prices.csv": b"a,b\n"}
    items, listing = list_source([zip_of(tmp_path / "a.zip", files)], tmp_path / "scratch")
    assert len(items) == 2
    assert {refusal.file for refusal in listing.refused} == {"read me.txt", "prices.csv"}


def test_received_files_keep_the_names_and_folders_they_came_under(tmp_path: Path) -> None:
    inner = zip_of(tmp_path / "inner.zip", {"dog/1.png": b"1"}).read_bytes()
    files = [("set/cat/2.png", b"2"), ("set/bird/3.png", b"3"), ("more.zip", inner)]
    keep_received(tmp_path / "r", [(name, BytesIO(data)) for name, data in files])
    items = listed(tmp_path, tmp_path / "r")
    assert {item.path: item.loader.read() for item in items} == {
        "set/cat/2.png": b"2",
        "set/bird/3.png": b"3",
        "dog/1.png": b"1",
    }


def test_one_photo_is_a_source(tmp_path: Path) -> None:
    (tmp_path / "me.png").write_bytes(photo())
    assert labels(listed(tmp_path, tmp_path / "me.png")) == {"me.png": None}


@pytest.mark.parametrize("files", [{}, {"__MACOSX/._1.png": b""}])
def test_a_source_without_photos_is_refused(tmp_path: Path, files: dict[str, bytes]) -> None:
    with pytest.raises(ImportRefused, match="No photos"):
        listed(tmp_path, zip_of(tmp_path / "a.zip", files))


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="nothing at"):
        listed(tmp_path, tmp_path / "nowhere")


def test_other_archives_are_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "a.rar").write_bytes(b"Rar!\x1a\x07")
    with pytest.raises(ImportRefused, match="make a zip"):
        listed(tmp_path, tmp_path / "a.rar")


def test_every_file_has_a_key_of_its_own_that_lasts(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {f"dog/{name}.png": b"same" for name in "abc"})
    keys = [item.key for item in listed(tmp_path, path)]
    assert len(set(keys)) == 3
    assert [item.key for item in listed(tmp_path, path)] == keys


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes, which Windows lacks")
def test_a_pipe_among_the_photos_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "happy").mkdir()
    os.mkfifo(tmp_path / "happy" / "a.jpg")
    listing = list_folder(tmp_path)
    assert listing.entries == []
    assert [refusal.file for refusal in listing.refused] == ["happy/a.jpg"]


def test_a_broken_zip_among_several_files_is_refused_by_its_name_and_the_rest_come(
    tmp_path: Path,
) -> None:
    torn = zip_of(tmp_path / "whole.zip", {"a.png": photo(2)}).read_bytes()[:-40]
    files = [("one.png", photo(1)), ("holiday.zip", torn)]
    keep_received(tmp_path / "r", [(name, BytesIO(data)) for name, data in files])
    items, listing = list_source([tmp_path / "r"], tmp_path / "scratch")
    assert [item.path for item in items] == ["one.png"]
    [refused] = listing.refused
    assert refused.file == "holiday.zip"
    assert refused.reason.startswith("holiday.zip is not a complete zip")
    keep_received(tmp_path / "alone", [("holiday.zip", BytesIO(torn))])
    with pytest.raises(ImportRefused, match=r"^holiday\.zip is not a complete zip"):
        list_source([tmp_path / "alone"], tmp_path / "scratch")
