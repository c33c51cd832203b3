"""Tables that list or hold photos."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from core.dataset.exchange.told import FIELDS
from core.dataset.images import read_picture
from core.dataset.importing import run_import
from core.dataset.store import DatasetStore
from core.dataset.tables import path_rows, pixel_entries, read_header
from core.errors import ImportRefused, PictureRefused
from core.limits import ROW_BYTES
from core.workspace import Workspace
from tests.dataset.making import labels_by_name, photo


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode(encoding))
    return path


def rows(path: Path) -> list[tuple[str, str | None, str | None]]:
    header = read_header(path)
    assert header is not None
    return [(row.path, row.label, row.split) for row in path_rows(path, header)]


@pytest.mark.parametrize(
    "header", ["path,label", "Filename;Class", '"Image"\t"Emotion"', "label,file"]
)
def test_columns_are_found_by_usual_names_in_any_order(tmp_path: Path, header: str) -> None:
    separator = ";" if ";" in header else "\t" if "\t" in header else ","
    cells = ["happy", "a/1.png"] if header.startswith("label") else ["a/1.png", "happy"]
    assert rows(table(tmp_path, f"{header}\n{separator.join(cells)}\n")) == [
        ("a/1.png", "happy", None)
    ]


def test_a_byte_order_mark_and_quoted_commas_are_understood(tmp_path: Path) -> None:
    path = table(tmp_path, 'path,label\r\n"a, b.png",Sad\r\n', "utf-8-sig")
    assert rows(path) == [("a, b.png", "Sad", None)]


def test_splits_are_read_from_a_column(tmp_path: Path) -> None:
    path = table(tmp_path, "path,label,split\n1.png,happy,valid\n2.png,,\n")
    assert rows(path) == [("1.png", "happy", "validation"), ("2.png", None, None)]


def test_a_table_without_photos_is_none(tmp_path: Path) -> None:
    assert read_header(table(tmp_path, "price,amount\n1,2\n")) is None


def test_a_table_that_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="UTF-8"):
        rows(table(tmp_path, "path,label\n\xff\xfe.png,x\n", "latin-1"))


def fer(tmp_path: Path, *lines: str, header: str = "emotion,pixels,Usage") -> Path:
    return table(tmp_path, "\n".join([header, *lines]) + "\n")


PIXELS = " ".join(str(value % 256) for value in range(48 * 48))


def test_fer_rows_become_pictures_with_label_and_split(tmp_path: Path) -> None:
    path = fer(
        tmp_path, f"3,{PIXELS},Training", f"4,{PIXELS},PublicTest", f'6,"{PIXELS}",PrivateTest'
    )
    header = read_header(path)
    assert header is not None
    entries = pixel_entries(path, header, "fer.csv").entries
    assert [(entry.label, entry.split) for entry in entries] == [
        ("happy", "train"),
        ("sad", "validation"),
        ("neutral", "test"),
    ]
    expected = (np.arange(48 * 48) % 256).reshape(48, 48)
    for entry in entries:
        assert np.array_equal(read_picture(entry.loader.read()).pixels[:, :, 0], expected)


def test_the_columns_of_fer_may_stand_in_another_order(tmp_path: Path) -> None:
    path = fer(tmp_path, f"0, Training, {PIXELS}", header="emotion, Usage, pixels")
    header = read_header(path)
    assert header is not None
    (entry,) = pixel_entries(path, header, "fer.csv").entries
    assert (entry.label, entry.split) == ("angry", "train")
    assert read_picture(entry.loader.read()).grey


@pytest.mark.parametrize("pixels", ["1 2 3", "1 2 3 999", "a b c d", "", "-1 0 0 0"])
def test_rows_with_wrong_pixels_are_refused_by_themselves(tmp_path: Path, pixels: str) -> None:
    path = fer(tmp_path, f"3,{pixels},Training")
    header = read_header(path)
    assert header is not None
    (entry,) = pixel_entries(path, header, "fer.csv").entries
    with pytest.raises(PictureRefused, match="pixels"):
        entry.loader.read()


def test_short_rows_are_named(tmp_path: Path) -> None:
    path = fer(tmp_path, "3", f"3,{PIXELS},Training")
    header = read_header(path)
    assert header is not None
    listing = pixel_entries(path, header, "fer.csv")
    assert [refusal.file for refusal in listing.refused] == ["fer.csv/row-000001"]
    assert len(listing.entries) == 1


@pytest.mark.parametrize("label", ["9" * 5000, "9" * 61, "x" * 100_000])
def test_a_label_of_thousands_of_digits_is_refused_by_itself(tmp_path: Path, label: str) -> None:
    path = fer(tmp_path, f"{label},{PIXELS},Training", f"3,{PIXELS},Training")
    header = read_header(path)
    assert header is not None
    listing = pixel_entries(path, header, "fer.csv")
    assert [each.label for each in listing.entries] == ["happy"]
    assert [(each.file, each.reason) for each in listing.refused] == [
        ("fer.csv/row-000001", f"Its label is {len(label):,} characters long.")
    ]


def test_a_row_longer_than_a_photo_may_be_is_refused_unread(tmp_path: Path) -> None:
    endless = "3," + "7 " * (ROW_BYTES // 2) + ",Training"
    path = fer(tmp_path, endless, f"3,{PIXELS},Training", endless)
    header = read_header(path)
    assert header is not None
    listing = pixel_entries(path, header, "fer.csv")
    assert [each.path for each in listing.entries] == ["fer.csv/row-000002"]
    assert [each.file[-1] for each in listing.refused] == ["1", "3"]
    assert (
        listing.refused[0].reason
        == "The row is longer than 4 MB, the most the pixels of a photo may have."
    )
    assert len(read_picture(listing.entries[0].loader.read()).pixels) == 48


def test_a_pixel_of_thousands_of_digits_is_refused_by_itself(tmp_path: Path) -> None:
    path = fer(tmp_path, f"3,{'9' * 6000} 1 2 3,Training")
    header = read_header(path)
    assert header is not None
    (entry,) = pixel_entries(path, header, "fer.csv").entries
    with pytest.raises(PictureRefused, match="square of values"):
        entry.loader.read()


def test_a_table_damaged_inside_a_zip_is_refused_and_the_photos_come_in(
    workspace: Workspace, tmp_path: Path
) -> None:
    archive = tmp_path / "set.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as target:
        target.writestr("happy/a.png", photo(1))
        target.writestr("labels.csv", "path,label\nhappy/a.png,sad\n")
    archive.write_bytes(archive.read_bytes().replace(b"happy/a.png,sad", b"happy/a.png,bad"))
    report = run_import(workspace, archive)
    assert report.added == 1
    assert [refusal.file for refusal in report.refused] == ["labels.csv"]


def test_a_row_with_an_impossible_path_is_refused_by_itself(
    workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "a.png").write_bytes(photo(1))
    table = tmp_path / "labels.csv"
    table.write_text(f"path,label\na.png,happy\n{'x' * 300}.png,sad\n")
    report = run_import(workspace, table)
    assert report.added == 1
    assert len(report.refused) == 1


@pytest.mark.parametrize("beside", [True, False])
@pytest.mark.parametrize("ours", [True, False])
def test_rows_that_contradict_each_other_give_no_label(
    workspace: Workspace, tmp_path: Path, *, ours: bool, beside: bool
) -> None:
    header = ",".join(["file_name", *FIELDS]) if ours else "file_name,label"
    rest = "," * (len(FIELDS) - 2)
    said = [("a", "sad"), ("a", "happy"), ("a", "SAD"), ("b", "happy"), ("b", "happy")]
    lines = [
        f"sad/{name}.png,,{label}{rest}" if ours else f"sad/{name}.png,{label}"
        for name, label in said
    ]
    names = tmp_path / "list.csv"
    names.write_text("\n".join([header, *lines]) + "\n")
    (tmp_path / "sad").mkdir()
    for number, name in enumerate("ab"):
        (tmp_path / "sad" / f"{name}.png").write_bytes(photo(number))
    report = run_import(workspace, names if beside else tmp_path, workers=0)
    assert [(c.kept, c.other) for c in report.conflicts] == [("", "sad, happy")]
    assert report.conflicts[0].file.endswith("sad/a.png")
    assert (report.added, report.duplicates) == (2, [])
    assert any("list.csv: 1 photo; they came without a label" in each for each in report.notes)
    with DatasetStore.open(workspace) as store:
        assert labels_by_name(store) == {"a.png": None, "b.png": "happy"}
