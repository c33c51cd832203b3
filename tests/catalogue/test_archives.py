"""Cases 27 to 46: archives and folders that lie, burst, lead elsewhere or break off."""

from __future__ import annotations

import csv
import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from core.dataset import import_run
from core.dataset.exchange.taking_away import take_away
from core.dataset.importing import (
    ImportProgress,
    import_progress,
    imports,
    run_import,
)
from core.dataset.naming import LONGEST_NAME
from core.dataset.store import DatasetStore
from core.errors import ImportRefused
from core.limits import ARCHIVE_ENTRIES, IMPORT_PHOTOS
from core.workspace import Workspace
from tests.catalogue.aftermath import is_plain
from tests.catalogue.bringing import bring, kept
from tests.dataset.making import labels_by_name, photo, zip_of

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s4B4HL2L5H2L")


def refused(place: Workspace, path: Path) -> str:
    """Hold that an archive is refused as a whole, and return the sentence."""
    with pytest.raises(ImportRefused) as told:
        run_import(place, path, workers=1)
    kept = [import_progress(place, each.id).message for each in imports(place)]
    assert str(told.value) in kept  # of two in one second either may come first
    return str(told.value)


def around(path: Path, place: Workspace) -> set[Path]:
    """Return everything that lies beside a workspace."""
    return {each for each in path.rglob("*") if place.root not in (each, *each.parents)}


def bare_entries(path: Path, count: int, name: str) -> Path:
    """Write a zip that lists one empty file many times, and return its path."""
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0)
    head = _ENTRY.pack(
        b"PK\x01\x02", 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0
    )
    listed = (head + name.encode()) * count
    begins = len(local) + len(name)
    end = _END.pack(b"PK\x05\x06", 0, 0, count & 0xFFFF, count & 0xFFFF, len(listed), begins, 0)
    path.write_bytes(local + name.encode() + listed + end)
    return path


def patched(path: Path, place: int, form: str, value: int, entry: int = 0) -> Path:
    """Change a field in the list of a zip, and return its path."""
    data = bytearray(path.read_bytes())
    at = -1
    for _ in range(entry + 1):
        at = data.index(b"PK\x01\x02", at + 1)
    struct.pack_into(form, data, at + place, value)
    path.write_bytes(data)
    return path


def test_case_27_a_path_that_climbs(place: Workspace, tmp_path: Path) -> None:
    before = around(tmp_path, place)
    report, _ = bring(place, tmp_path, {"../../x.png": photo(41), "a/../../y.png": photo(42)})
    assert report.added == 2
    assert around(tmp_path, place) - before == {tmp_path / "brought.zip"}
    assert kept(place, "x.png").folder == ""


def test_case_28_paths_from_the_root(place: Workspace, tmp_path: Path) -> None:
    before = around(tmp_path, place)
    files = {"/abs.png": photo(43), "C:\\win.png": photo(44), "a\\..\\b.png": photo(45)}
    report, _ = bring(place, tmp_path, files)
    assert report.added == 3
    assert around(tmp_path, place) - before == {tmp_path / "brought.zip"}
    assert not Path("/abs.png").exists()
    assert {*labels_by_name(DatasetStore.open(place))} >= {"abs.png", "win.png", "b.png"}


def test_case_29_a_link(place: Workspace, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        info = zipfile.ZipInfo("happy/link.png")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
        archive.writestr("happy/g.png", photo(46))
    report = run_import(place, tmp_path / "a.zip", workers=1)
    assert report.added == 1
    [told] = report.refused
    assert told.file == "happy/link.png"
    is_plain(told.reason, "link")


def test_case_30_a_bomb(place: Workspace, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.png", bytes(50_000_000))
    assert (tmp_path / "bomb.zip").stat().st_size < 60_000
    is_plain(refused(place, tmp_path / "bomb.zip"), "bomb.zip", "unpack")


def test_case_31_entries_that_share_bytes(place: Workspace, tmp_path: Path) -> None:
    path = bare_entries(tmp_path / "shared.zip", 1000, "a.png")
    is_plain(refused(place, path), "shared.zip", "overlap")


def test_case_32_archives_in_archives(place: Workspace, tmp_path: Path) -> None:
    inner = zip_of(tmp_path / "inner.zip", {"1.png": photo(47)}).read_bytes()
    report, why = bring(place, tmp_path, {"in.zip": inner, "b.png": inner, "g.png": photo(48)})
    assert report.added == 1
    is_plain(why["in.zip"], "archives inside archives")
    is_plain(why["b.png"], "not a photo")


def test_case_33_a_password(place: Workspace, tmp_path: Path) -> None:
    path = patched(zip_of(tmp_path / "locked.zip", {"1.png": photo(49)}), 8, "<H", 1)
    is_plain(refused(place, path), "locked.zip", "password")


def test_case_34_an_unknown_packing(place: Workspace, tmp_path: Path) -> None:
    path = zip_of(tmp_path / "odd.zip", {"1.png": photo(50), "2.png": photo(51)})
    report = run_import(place, patched(path, 10, "<H", 99), workers=1)
    assert report.added == 1
    is_plain(report.refused[0].reason, "packed")


def test_case_35_a_packing_that_needs_much_memory(place: Workspace, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("1.png", photo(52))
    data = bytearray((tmp_path / "a.zip").read_bytes())
    at = data.index(b"1.png") + len(b"1.png") + 5  # version and size, then one byte of settings
    struct.pack_into("<L", data, at, 0xFFFFFFFF)
    (tmp_path / "a.zip").write_bytes(data)
    report = run_import(place, tmp_path / "a.zip", workers=1)
    assert report.added == 0
    is_plain(report.refused[0].reason, "packed")


def test_case_36_more_entries_than_are_looked_at(place: Workspace, tmp_path: Path) -> None:
    photos = bare_entries(tmp_path / "many.zip", IMPORT_PHOTOS + 1, "a.png")
    is_plain(refused(place, photos), "many.zip", f"{IMPORT_PHOTOS:,}")
    junk = bare_entries(tmp_path / "junk.zip", ARCHIVE_ENTRIES + 1, ".DS_Store")
    is_plain(refused(place, junk), "junk.zip", f"{ARCHIVE_ENTRIES:,}")


def test_case_37_sizes_and_checksums_that_lie(place: Workspace, tmp_path: Path) -> None:
    files = {f"{number}.png": photo(53 + number) for number in range(3)}
    path = zip_of(tmp_path / "lies.zip", files)
    patched(patched(path, 24, "<L", 40), 16, "<L", 1, entry=1)
    report = run_import(place, path, workers=1)
    assert report.added == 1
    assert [each.file for each in report.refused] == ["0.png", "1.png"]
    for each in report.refused:
        is_plain(each.reason, "damaged")


def test_case_38_a_zip_that_breaks_off(place: Workspace, tmp_path: Path) -> None:
    whole = zip_of(tmp_path / "whole.zip", {"1.png": photo(56)}).read_bytes()
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 2**60, 1)
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, 2**62, 2**62)
    torn = {
        "cut.zip": whole[: len(whole) // 2],
        "no-end.zip": whole[:-22],
        "nonsense.zip": whole[:-22] + end64 + locator + whole[-22:],
    }
    for name, data in torn.items():
        (tmp_path / name).write_bytes(data)
        sentence = refused(place, tmp_path / name)
        assert "not a complete zip" in sentence or "too many" in sentence
        is_plain(sentence, name)


def test_case_39_one_name_twice(place: Workspace, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("one.png", photo(57))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("one.png", photo(58))
    assert run_import(place, tmp_path / "a.zip", workers=1).added == 2


def test_case_40_names_that_look_the_same(place: Workspace, tmp_path: Path) -> None:
    names = ["A.png", "a.png", "\u00e9.png", "e\u0301.png"]
    files = {name: photo(59 + number) for number, name in enumerate(names)}
    report, _ = bring(place, tmp_path, files)
    assert report.added == 4


def test_case_41_names_made_to_mislead(place: Workspace, tmp_path: Path) -> None:
    names = [
        "\U0001f600.png",
        "gnp.\u202eexe.png",
        "n" * 300 + ".png",
        "a\nb.png",
        "=cmd|'x'!A1.png",
    ]
    files = {f"happy/{name}": photo(63 + number) for number, name in enumerate(names)}
    report, _ = bring(place, tmp_path, files)
    assert report.added == 5
    with DatasetStore.open(place) as store:
        shown = [each.name for each in store.pictures(limit=100)]
        assert all(name.isprintable() for name in shown)
        take_away(place, store, "csv", tmp_path / "away.zip")
    with zipfile.ZipFile(tmp_path / "away.zip") as archive:
        assert all(name.isprintable() and ".." not in name for name in archive.namelist())
        [table] = [name for name in archive.namelist() if name.endswith(".csv")]
        rows = [*csv.reader(io.StringIO(archive.read(table).decode("utf-8-sig")))]
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t")]
    back = Workspace(tmp_path / "back")
    run_import(back, tmp_path / "away.zip", workers=1)
    with DatasetStore.open(back) as store:
        assert sorted(each.name for each in store.pictures(limit=100)) == sorted(shown)


def test_case_42_left_overs_of_systems(place: Workspace, tmp_path: Path) -> None:
    junk = ["__MACOSX/h/._1.png", "h/._a.jpg", "h/.DS_Store", "h/Thumbs.db", "h/desktop.ini"]
    report, why = bring(place, tmp_path, dict.fromkeys(junk, b"x") | {"h/g.png": photo(68)})
    assert (report.added, why) == (1, {})
    assert sum(report.skipped.values()) == len(junk)


def test_case_43_one_bad_in_five_hundred(place: Workspace, tmp_path: Path) -> None:
    files = {f"{number:03d}.png": photo(1000 + number) for number in range(499)}
    report, why = bring(place, tmp_path, files | {"bad.png": photo(5)[:50]})
    assert report.added == 499
    assert [*why] == ["bad.png"]
    is_plain(why["bad.png"], "damaged")


def test_case_44_no_photos_at_all(place: Workspace, tmp_path: Path) -> None:
    before = sorted(place.pictures.rglob("*"))
    is_plain(refused(place, zip_of(tmp_path / "none.zip", {})), "no photos")
    assert sorted(place.pictures.rglob("*")) == before


def test_case_45_folders_as_labels(place: Workspace, tmp_path: Path) -> None:
    long_names = [f"deep/{'x' * 200}", f"deep/{'x' * 199}y"]
    folders = ["deep/happy", "deep/=cmd", "deep/.", "deep/", *long_names]
    files = {f"{folder}/a{at}.png": photo(70 + at) for at, folder in enumerate(folders)}
    bring(place, tmp_path, files)
    with DatasetStore.open(place) as store:
        labels = labels_by_name(store)
    *told, long, other = [labels[f"a{at}.png"] for at in range(6)]
    assert told == ["happy", "=cmd", None, None]
    assert long is not None
    assert other is not None
    assert long != other
    assert {len(long), len(other)} == {LONGEST_NAME}
    assert long[:50] == other[:50] == "x" * 50


class Closed(BaseException):
    """What ends an import as suddenly as a kill does."""


def test_case_46_an_import_that_was_cut_off(
    place: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_run, "_BATCH_FILES", 1)
    monkeypatch.setattr(import_run, "_TOLD_EVERY", 0.0)
    monkeypatch.setattr("core.dataset.import_items._CHUNK_FILES", 1)
    files = {f"happy/{number}.png": photo(500 + number) for number in range(8)}
    source = zip_of(tmp_path / "a.zip", files)

    def close(now: ImportProgress) -> None:
        if now.added >= 4:
            raise Closed

    with pytest.raises(Closed):
        run_import(place, source, on_progress=close, workers=1)
    assert imports(place)[0].status == "interrupted"
    report = run_import(place, source, workers=1)
    assert (report.added, report.duplicates) == (8, [])
    assert report.id == imports(place)[0].id
