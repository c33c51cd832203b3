"""Zips that people and attackers make."""

from __future__ import annotations

import stat
import struct
import time
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.dataset import archives
from core.dataset.archives import list_zip
from core.errors import ImportRefused, PictureRefused
from tests.dataset.making import photo, zip_of


def names(path: Path) -> list[str]:
    return [entry.path for entry in list_zip(path).entries]


def write(path: Path, info: zipfile.ZipInfo, data: bytes = b"x") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, data)
    return path


def test_files_are_listed_and_their_bytes_found(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"happy/1.png": b"one", "sad/2.png": b"two"})
    found = {entry.path: entry.loader.read() for entry in list_zip(path).entries}
    assert found == {"happy/1.png": b"one", "sad/2.png": b"two"}


def test_paths_that_lead_out_are_only_names(tmp_path: Path) -> None:
    path = zip_of(
        tmp_path / "a.zip", {"../../happy/1.png": b"", "/abs/2.png": b"", "C:\\s\\3.png": b""}
    )
    assert names(path) == ["happy/1.png", "abs/2.png", "s/3.png"]


def test_left_overs_of_systems_are_counted_not_listed(tmp_path: Path) -> None:
    files = {"__MACOSX/h/._1.png": b"", "h/.DS_Store": b"", "h/Thumbs.db": b"", "h/1.png": b""}
    listing = list_zip(zip_of(tmp_path / "a.zip", files))
    assert sum(listing.skipped.values()) == 3
    assert [entry.path for entry in listing.entries] == ["h/1.png"]
    assert listing.refused == []


def test_links_are_not_followed(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("happy/1.png")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    listing = list_zip(write(tmp_path / "a.zip", info, b"/etc/passwd"))
    assert "link" in listing.refused[0].reason
    assert listing.entries == []


def test_archives_inside_are_named_and_not_opened(tmp_path: Path) -> None:
    listing = list_zip(zip_of(tmp_path / "a.zip", {"in.zip": b"PK", "b.rar": b"", "1.png": b""}))
    assert [refusal.file for refusal in listing.refused] == ["in.zip", "b.rar"]


def test_unusual_packing_is_refused_by_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("1.png", b"x" * 100)
    assert "packed" in list_zip(tmp_path / "a.zip").refused[0].reason


def test_single_locked_files_are_refused_by_name(tmp_path: Path) -> None:
    path = locked(zip_of(tmp_path / "a.zip", {"1.png": b"", "2.png": b""}), 1)
    listing = list_zip(path)
    assert [refusal.file for refusal in listing.refused] == ["1.png"]
    assert [entry.path for entry in listing.entries] == ["2.png"]


def locked(path: Path, count: int) -> Path:
    data = bytearray(path.read_bytes())
    place = -1
    for _ in range(count):
        place = data.index(b"PK\x01\x02", place + 1)
        data[place + 8] |= 1
    path.write_bytes(bytes(data))
    return path


def test_a_locked_zip_is_refused_as_a_whole(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="password"):
        list_zip(locked(zip_of(tmp_path / "a.zip", {"1.png": b"", "2.png": b""}), 2))


def test_a_zip_cut_short_is_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"1.png": photo()})
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ImportRefused, match="not a complete zip"):
        list_zip(path)


def test_a_zip_that_unpacks_to_far_more_than_photos_do_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("1.png", bytes(11_000_000))
    with pytest.raises(ImportRefused, match="would unpack to"):
        list_zip(tmp_path / "a.zip")


def test_entries_that_share_bytes_are_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"1.png": b"x" * 90, "2.png": b"x" * 90})
    data = bytearray(path.read_bytes())
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[second + 42 : second + 46] = struct.pack("<I", 0)
    path.write_bytes(bytes(data))
    with pytest.raises(ImportRefused, match="overlap"):
        list_zip(path)


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "IMPORT_PHOTOS", 2)
    with pytest.raises(ImportRefused, match="holds 3 files"):
        list_zip(zip_of(tmp_path / "a.zip", {"1": b"", "2": b"", "3": b""}))


def test_a_size_that_lies_costs_that_file_alone(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"1.png": b"x" * 90, "2.png": b"y" * 90})
    data = bytearray(path.read_bytes())
    first = data.index(b"PK\x01\x02")
    data[first + 24 : first + 28] = struct.pack("<I", 30)
    path.write_bytes(bytes(data))
    one, two = list_zip(path).entries
    with pytest.raises(PictureRefused, match="damaged"):
        one.loader.read()
    assert two.loader.read() == b"y" * 90


def test_a_zip_that_changed_after_it_was_listed_is_not_read(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"happy/1.png": b"1", "sad/2.png": b"2"})
    (_, second) = list_zip(path).entries
    time.sleep(0.02)
    zip_of(path, {"sad/3.png": b"3", "happy/4.png": b"4"})
    with pytest.raises(ImportRefused, match="changed while"):
        second.loader.read()


def test_files_of_the_same_name_are_both_there(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("1.png", b"one")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("1.png", b"two")
    entries = list_zip(tmp_path / "a.zip").entries
    assert [entry.loader.read() for entry in entries] == [b"one", b"two"]


def test_names_that_differ_in_case_or_composition_all_survive(tmp_path: Path) -> None:
    path = zip_of(
        tmp_path / "a.zip", {"A.png": b"1", "a.png": b"2", "\u00e9.png": b"3", "e\u0301.png": b"4"}
    )
    assert [entry.loader.read() for entry in list_zip(path).entries] == [b"1", b"2", b"3", b"4"]


@settings(max_examples=150, deadline=None)
@given(
    changes=st.lists(st.tuples(st.floats(0, 0.9999), st.integers(0, 255)), min_size=1, max_size=8)
)
def test_a_broken_zip_is_refused_or_read_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[float, int]]
) -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("happy/1.png", "sad/2.png"):
            archive.writestr(name, photo())
    data = bytearray(stream.getvalue())
    for place, value in changes:
        data[int(place * len(data))] = value
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    path.write_bytes(bytes(data))
    with suppress(ImportRefused, PictureRefused):
        for entry in list_zip(path).entries:
            entry.loader.read()
