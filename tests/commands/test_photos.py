"""Photos and labels from the command line."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from core.commands.selection import complete
from core.errors import NotInDataset
from tests.commands.conftest import Ask, photo


def test_a_folder_comes_in(tmp_path: Path, photos: Path, ask: Ask) -> None:
    said = ask(tmp_path, "import", photos)
    assert said.status == 0
    document = said.document
    assert (document["added"], document["duplicates"], document["refused"]) == (40, 0, [])
    assert document["per_class"] == {"happy": 20, "sad": 20}
    assert document["per_split"] == {}
    assert document["seconds"] > 0


def test_files_folders_and_zips_come_in_together(tmp_path: Path, ask: Ask) -> None:
    one = photo(tmp_path / "one.png", 1, bright=True)
    photo(tmp_path / "more" / "two.png", 2, bright=True)
    with ZipFile(tmp_path / "three.zip", "w") as archive:
        archive.write(photo(tmp_path / "3.png", 3, bright=False), "sad/3.png")
    (tmp_path / "note.jpg").write_text("not a photo")
    sources = [one, tmp_path / "more", tmp_path / "three.zip", tmp_path / "note.jpg"]
    document = ask(tmp_path / "w", "import", *sources).document
    assert document["added"] == 3
    assert [each["file"] for each in document["refused"]] == ["note.jpg"]


def test_an_import_without_any_photo_is_a_mistake(tmp_path: Path, ask: Ask) -> None:
    (tmp_path / "note.jpg").write_text("not a photo")
    said = ask(tmp_path / "w", "import", tmp_path / "note.jpg")
    assert said.status == 1
    assert [each["file"] for each in said.document["refused"]] == ["note.jpg"]
    assert "No photo came in" in said.err


def test_of_very_many_refusals_the_first_are_printed_and_all_are_in_the_answer(
    tmp_path: Path, ask: Ask
) -> None:
    rows = "".join(f"{number}.jpg,happy\n" for number in range(1_234))
    (tmp_path / "list.csv").write_text(f"file,label\n{rows}")
    said = ask(tmp_path / "w", "import", tmp_path / "list.csv", as_json=False)
    assert said.out.count("is not there") == 1_000
    assert "And 234 more; --json names them all." in said.out
    assert len(ask(tmp_path / "w", "import", tmp_path / "list.csv").document["refused"]) == 1_234


def test_an_import_that_failed_is_discarded(tmp_path: Path, ask: Ask) -> None:
    place, torn = tmp_path / "w", tmp_path / "torn.zip"
    torn.write_bytes(b"PK\x03\x04")
    assert ask(place, "import", torn).status == 1
    [folder] = (place / "data" / "imports").iterdir()
    both = ask(place, "import", torn, "--discard", folder.name)
    assert (both.status, folder.exists()) == (1, True)
    assert ask(place, "import", "--discard", folder.name).document == {"discarded": folder.name}
    assert not folder.exists()
    again = ask(place, "import", "--discard", folder.name)
    assert again.status == 1
    assert "There is no import called" in again.err


def test_sample_faces_come_in(tmp_path: Path, ask: Ask) -> None:
    said = ask(tmp_path, "import", "starter", "--count", 6)
    assert said.document["per_class"] == {"happy": 3, "sad": 3}


def test_photos_are_counted_and_listed(filled: Path, ask: Ask) -> None:
    document = ask(filled, "photos", "--label", "sad", "--limit", 3).document
    assert document["per_class"] == {"happy": 20, "sad": 20}
    assert document["found"] == 20
    assert [each["label"] for each in document["photos"]] == ["sad"] * 3


def test_a_label_is_changed_and_taken_back(filled: Path, ask: Ask) -> None:
    ids = [each["id"] for each in ask(filled, "photos", "--label", "sad").document["photos"]]
    assert ask(filled, "label", ids[0][:12], ids[1], "--to", "happy").document["count"] == 2
    assert ask(filled, "photos").document["per_class"] == {"happy": 22, "sad": 18}
    assert ask(filled, "undo").document["count"] == 2
    assert ask(filled, "redo").document["count"] == 2
    ask(filled, "undo")
    assert ask(filled, "photos").document["per_class"] == {"happy": 20, "sad": 20}


def test_a_photo_goes_to_the_bin_and_comes_back(filled: Path, ask: Ask) -> None:
    chosen = ask(filled, "photos", "--limit", 1).document["photos"][0]["id"]
    ask(filled, "bin", chosen)
    assert ask(filled, "photos", "--binned").document["photos"][0]["id"] == chosen
    assert ask(filled, "label", chosen, "--to", "sad").status == 1
    ask(filled, "restore", chosen)
    assert ask(filled, "photos").document["binned"] == 0


@pytest.mark.parametrize("beginning", ["abcd", "abc", "", "beef", "abcd12345"])
def test_an_id_that_is_not_of_one_photo_is_refused(beginning: str) -> None:
    with pytest.raises(NotInDataset):
        complete(["abcd1234", "abcd5678"], beginning)


def test_an_id_may_be_cut_short_and_in_capitals() -> None:
    assert complete(["abcd1234", "abcd5678"], "ABCD1") == "abcd1234"


def test_kept_photos_are_checked(filled: Path, ask: Ask) -> None:
    document = ask(filled, "verify").document
    assert (document["checked"], document["missing"], document["changed"]) == (40, [], [])
