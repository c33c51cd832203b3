"""What is taken away comes back with nothing lost, in every format."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import update

from core.dataset.exchange.layouts import FORMATS
from core.dataset.exchange.taking_away import TakenAway, take_away
from core.dataset.face_choice import choose_faces
from core.dataset.face_marks import save_faces
from core.dataset.importing import ImportReport, run_import
from core.dataset.labels import history, move_to_bin, set_label
from core.dataset.marks import set_mark
from core.dataset.naming import tidy_class
from core.dataset.paths import clean_path
from core.dataset.queries import assign_splits
from core.dataset.records import PictureRecord
from core.dataset.schema import pictures
from core.dataset.store import DatasetStore
from core.workspace import Workspace
from tests.dataset.making import encoded, photo, pixels, zip_of

HOSTILE = (
    *("=1+1", "+1", "-1", "@x", "'quoted", "''", "\uff1dSUM(1)", "CON", "con.png", "nul", "LPT1"),
    *("a/b", "a:b", "a\\b", "..", ".hidden", "trailing...", "train", "Test", "unlabelled"),
    *("\U0001f600 smile", "stra\u00dfe", "STRASSE", "caf\u00e9", "e\u0301", 'say "x", y', "a;b"),
    *("x" * 200, "\U0001f600" * 60, "\u202eevil", "a\tb", " padded ", "__MACOSX", "~home", "#1"),
)

pytestmark = pytest.mark.on_sqlite  # two workspaces side by side are two databases

TEXTS = st.sampled_from(HOSTILE) | st.text(min_size=1, max_size=80)


def facts(store: DatasetStore) -> set[tuple[object, ...]]:
    """Return everything a set is made of, its journal's last word included."""
    return {_fact(store, each) for each in store.pictures(limit=10_000)}


def _fact(store: DatasetStore, record: PictureRecord) -> tuple[object, ...]:
    path = store.workspace.picture(record.id, record.suffix)
    choice = (record.label, record.split, record.mark, record.face_choice)
    decided = [
        (each.who, each.at)
        for each in history(store, record.id)
        if (each.old, each.old_mark, each.old_face) != (each.new, each.new_mark, each.new_face)
    ]
    last = decided[-1] if record.label or record.mark or record.face_choice else None
    origin = (record.name, record.folder, record.source)
    return (record.id, path.read_bytes(), *choice, *origin, last)


def away(store: DatasetStore, kind: str) -> TakenAway:
    return take_away(store.workspace, store, kind, store.workspace.away / f"{kind}.zip")


def back(source: Path, root: Path) -> tuple[DatasetStore, ImportReport]:
    report = run_import(Workspace(root), source, workers=0)
    return DatasetStore.open(Workspace(root)), report


@pytest.fixture
def rich(workspace: Workspace) -> DatasetStore:
    """Return a set with every kind of photo and of knowledge about one."""
    large = {"sad/large.jpg": encoded(Image.fromarray(pixels(7, 400, 300)), "JPEG", quality=80)}
    grey = {"sad/grey.png": encoded(Image.fromarray(pixels(8, 300, 400)).convert("L"))}
    small = {f"happy/{seed}.png": photo(seed) for seed in range(6)}
    run_import(workspace, zip_of(workspace.root / "first set.zip", large | grey | small), workers=0)
    store = DatasetStore.open(workspace)
    ids = store.picture_ids()
    set_label(store, ids[:2], "=HYPERLINK(1)", who="Ann")
    set_label(store, ids[2:3], None, who="-Bob")
    set_mark(store, ids[2:4], "unsure", who="Ann")
    set_mark(store, ids[4:5], "skipped", who="Ann")
    save_faces(store, {ids[0]: [{}, {}], ids[1]: [{}]})
    choose_faces(store, ids[0], "1", shown=None, who="Cleo")
    choose_faces(store, ids[1], "all", shown=None, who="Cleo")
    move_to_bin(store, ids[7:8])
    with store.transaction() as connection:
        assign_splits(connection, {ids[0]: "test", ids[2]: "train", ids[4]: "validation"})
    return store


@pytest.mark.parametrize("kind", FORMATS)
def test_everything_comes_back(rich: DatasetStore, kind: str, tmp_path: Path) -> None:
    report = away(rich, kind)
    fresh, came = back(report.path, tmp_path / "fresh")
    assert came.refused == []
    assert came.added == report.photos == 7
    assert facts(fresh) == facts(rich)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_unpacked_folder_comes_back_too(rich: DatasetStore, kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    for name, data in contents(away(rich, kind).path).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    fresh, came = back(folder, tmp_path / "fresh")
    assert came.refused == []
    assert facts(fresh) == facts(rich)


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("kind", FORMATS)
@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    labels=st.lists(TEXTS, min_size=6, max_size=6),
    names=st.lists(TEXTS, min_size=6, max_size=6),
    whos=st.lists(TEXTS, min_size=6, max_size=6),
)
def test_no_label_or_name_is_lost_however_odd(
    six_photos: Path, kind: str, labels: list[str], names: list[str], whos: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        shutil.copytree(six_photos, root / "old")
        with DatasetStore.open(Workspace(root / "old")) as store:
            for each, label, who in zip(store.picture_ids(), labels, whos, strict=True):
                set_label(store, [each], label if tidy_class(label) else None, who=clean_path(who))
            name_them(store, names)
            report = away(store, kind)
            fresh, came = back(report.path, root / "new")
            with fresh:
                assert came.refused == []
                assert facts(fresh) == facts(store)


def name_them(store: DatasetStore, names: list[str]) -> None:
    """Let the photos have come under these names, from folders of these names."""
    with store.transaction() as connection:
        for each, name in zip(store.picture_ids(), names, strict=True):
            path = clean_path(name)
            origin = {"name": path.rpartition("/")[2], "folder": clean_path(f"{name}/{name}")}
            change = update(pictures).where(pictures.c.id == each).values(**origin)
            connection.execute(change)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_name_of_a_zip_can_be_unpacked_on_every_system(
    filled: DatasetStore, kind: str
) -> None:
    ids = filled.picture_ids()
    for each, label in zip(ids, ("CON", "a/b", "a:b", "=x", "trailing.", "x" * 200), strict=True):
        set_label(filled, [each], label)
    name_them(filled, ["nul.png", "same.png", "Same.PNG", "=1.png", ". .png", "\U0001f600" * 80])
    found = contents(away(filled, kind).path)
    assert len({name.casefold() for name in found}) == len(found)
    for part in (part for name in found for part in name.split("/")):
        assert len(part.encode()) <= 120
        assert part[0] not in "=+-@'. "
        assert part[-1] not in ". "
        assert not set(part) & set('<>:"\\|?*')
        assert part.partition(".")[0].casefold() not in {"con", "nul"}


def test_two_labels_of_one_safe_name_get_two_folders(filled: DatasetStore) -> None:
    ids = filled.picture_ids()
    set_label(filled, ids[:3], "a/b")
    set_label(filled, ids[3:], "a:b")
    names = [name for name in contents(away(filled, "folders").path) if "/" in name]
    assert len({name.partition("/")[0] for name in names}) == 2


@pytest.mark.parametrize(
    ("kind", "name"),
    [("csv", "manifest.csv"), ("imagefolder", "train/metadata.csv")],
)
def test_no_cell_of_a_list_begins_like_a_formula(rich: DatasetStore, kind: str, name: str) -> None:
    text = contents(away(rich, kind).path)[name].decode()
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_a_coco_document_has_what_its_readers_look_for(rich: DatasetStore) -> None:
    found = contents(away(rich, "coco").path)
    document = json.loads(found["annotations.json"])
    images = {each["id"]: each for each in document["images"]}
    names = {each["id"]: each["name"] for each in document["categories"]}
    assert {each["file_name"] for each in document["images"]} <= set(found)
    labels = {
        images[each["image_id"]]["sha256"]: names[each["category_id"]]
        for each in document["annotations"]
    }
    labelled = [each for each in rich.pictures(limit=99) if each.label]
    assert labels == {each.id: each.label for each in labelled}


def test_an_imagefolder_keeps_photos_without_a_label_out_of_its_sets(rich: DatasetStore) -> None:
    found = contents(away(rich, "imagefolder").path)
    for split in ("train", "validation", "test"):
        rows = csv.DictReader(io.StringIO(found.get(f"{split}/metadata.csv", b"").decode()))
        for row in rows:
            assert row["label"]
            assert row["split"] in ("", split)
            assert f"{split}/{row['file_name']}" in found
    assert "unlabelled/metadata.csv" in found


def test_what_is_left_out_is_told(rich: DatasetStore) -> None:
    damaged, gone = rich.pictures(limit=2)
    rich.workspace.picture(gone.id, gone.suffix).unlink()
    path = rich.workspace.picture(damaged.id, damaged.suffix)
    path.chmod(0o644)
    path.write_bytes(b"other")
    report = away(rich, "csv")
    assert [each.file for each in report.left_out] == [gone.name, damaged.name]
    assert (report.photos, report.binned, report.unsure, report.skipped) == (5, 1, 2, 1)
    assert "in the bin: 1 photo" in contents(report.path)["README.txt"].decode()


def test_a_photo_that_cannot_be_read_is_left_out_with_its_reason(rich: DatasetStore) -> None:
    (unreadable,) = rich.pictures(limit=1)
    path = rich.workspace.picture(unreadable.id, unreadable.suffix)
    path.unlink()
    path.mkdir()
    report = away(rich, "csv")
    assert report.photos == 6
    assert [each.file for each in report.left_out] == [unreadable.name]
    assert "cannot be read: Is a directory" in report.left_out[0].reason


def test_a_zip_that_cannot_be_finished_leaves_the_earlier_one(
    rich: DatasetStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = away(rich, "csv")
    before = report.path.read_bytes()

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_away(rich.workspace, rich, "csv", report.path, stop)
    assert report.path.read_bytes() == before
    assert [each.name for each in report.path.parent.iterdir()] == [report.path.name]


def test_a_photo_that_was_changed_outside_is_told(rich: DatasetStore, tmp_path: Path) -> None:
    found = contents(away(rich, "csv").path)
    (first, *_) = [name for name in found if name.startswith("photos/")]
    found[first] = photo(99)
    _, came = back(zip_of(tmp_path / "changed.zip", found), tmp_path / "fresh")
    assert any("Not the same picture any more" in note for note in came.notes)


def test_labels_that_are_here_stay_when_a_set_comes_back(rich: DatasetStore) -> None:
    report = away(rich, "csv")
    (first, *_) = rich.picture_ids()
    set_label(rich, [first], "joyful", who="Dan")
    run_import(rich.workspace, report.path, workers=0)
    assert rich.picture(first).label == "joyful"
    assert rich.count() == 7


def test_a_list_with_a_column_more_loses_no_row(rich: DatasetStore, tmp_path: Path) -> None:
    found = contents(away(rich, "csv").path)
    first, *rows = found["manifest.csv"].decode().splitlines()
    wider = [f"Path,{first},File", *(f",{row}," for row in rows), ",,,", ",photos/short.png", ""]
    found["manifest.csv"] = "\r\n".join(wider).encode()
    fresh, came = back(zip_of(tmp_path / "edited.zip", found), tmp_path / "fresh")
    assert [each.file for each in came.refused] == ["photos/short.png"]
    assert facts(fresh) == facts(rich)


def test_a_photo_moved_to_another_class_folder_has_that_class(
    filled: DatasetStore, tmp_path: Path
) -> None:
    ids = filled.picture_ids()
    name_them(filled, [f"{number}.png" for number in range(6)])
    set_label(filled, ids[:1], None)
    found = contents(away(filled, "folders").path)
    moved = {
        f"sad/{PurePosixPath(name).name}" if name.startswith("unlabelled/") else name: data
        for name, data in found.items()
    }
    other, *_ = [name for name in moved if name.startswith("happy/")]
    moved[f"surprised/{PurePosixPath(other).name}"] = moved.pop(other)
    fresh, came = back(zip_of(tmp_path / "moved.zip", moved), tmp_path / "fresh")
    assert came.refused == []
    assert came.per_class == {"happy": 2, "sad": 3, "surprised": 1}
    assert {each.name for each in fresh.pictures(limit=9)} == {f"{at}.png" for at in range(6)}


def test_photos_moved_out_of_a_list_of_all_keep_their_labels(
    filled: DatasetStore, tmp_path: Path
) -> None:
    found = contents(away(filled, "csv").path)
    moved = {name.replace("photos/", "mine/"): data for name, data in found.items()}
    fresh, _ = back(zip_of(tmp_path / "moved.zip", moved), tmp_path / "fresh")
    assert facts(fresh) == facts(filled)
