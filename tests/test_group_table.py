"""Groups that a person hands in, found by the names their files came with."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.dataset.records import PictureRecord
from core.errors import ImportRefused
from core.group_table import MOST_COLUMNS, group_facts, read_groups


def photo(number: int, name: str, folder: str = "") -> PictureRecord:
    return PictureRecord(
        id=f"{number:064x}",
        suffix=".png",
        width=100,
        height=100,
        file_size=1,
        name=name,
        folder=folder,
        source="set.zip",
        grey=False,
        notes=(),
        label="happy",
        label_version=1,
        split="test",
        added_at=datetime.now(UTC),
        binned=False,
    )


PHOTOS = [photo(1, "1.jpg", "sad"), photo(2, "1.jpg", "happy"), photo(3, "Zoë 3.JPG", "happy")]
KEYS = [PHOTOS[0].id, PHOTOS[1].id, f"{PHOTOS[2].id}#1"]


def found(table: str) -> tuple[dict[str, list[str | None]], str]:
    grouping = group_facts(read_groups(table.encode(), "groups.csv"), PHOTOS, KEYS)
    return grouping.facts, " ".join(grouping.sentences)


def test_folders_tell_photos_of_one_name_apart_in_any_case() -> None:
    facts, said = found("Age,File\nyoung,./SAD/1.jpg\nold,happy\\1.jpg\nyoung,zoë 3.jpg\n")
    assert facts == {"Age": ["young", "old", "young"]}
    assert said == "The table tells the group of 3 of 3 photos."


def test_a_name_that_fits_several_photos_counts_for_none() -> None:
    facts, said = found("file;tone\n1.jpg;dark\nZoë 3.jpg;\nelsewhere.jpg;light\n")
    assert facts == {"tone": [None, None, None]}
    assert "tells the group of 0 of 3" in said
    assert "fitting several photos: write their folder before the name: 1" in said
    assert "not in this set: 1 of its files" in said


def test_the_row_that_names_the_folder_wins() -> None:
    facts, _ = found("file,age\nZoë 3.jpg,young\nhappy/Zoë 3.jpg,old\n")
    assert facts["age"][2] == "old"


def test_a_file_in_two_groups_counts_for_none() -> None:
    facts, said = found("file,age\nZoë 3.jpg,young\nZoë 3.jpg,old\n")
    assert facts["age"][2] is None
    assert "puts into another group" in said


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (b"", "is empty"),
        (b"\xff\xfe\x00", "cannot be read as a table"),
        (b"age\nyoung\n", "no column that names the files"),
        (b"file\n1.jpg\n", "no column that names groups"),
        (b"file,age,age\n1.jpg,young,old\n", "2 columns of groups"),
        (b"file," + b",".join(b"c%d" % n for n in range(MOST_COLUMNS + 1)), "columns of groups"),
    ],
)
def test_what_is_no_such_table_is_refused_with_a_sentence(table: bytes, sentence: str) -> None:
    with pytest.raises(ImportRefused, match=sentence):
        read_groups(table, "groups.csv")


def test_a_table_of_other_photos_says_what_it_should_hold() -> None:
    _, said = found("file,age\nelsewhere.jpg,young\n")
    assert said.startswith("No photo was found by its name")
