"""A photo deleted everywhere: no byte of it is left in the workspace."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from core import kept_groups, kept_looks
from core.dataset.face_marks import save_faces
from core.dataset.importing import receive, run_import
from core.dataset.labels import set_label, undo
from core.dataset.marks import set_mark
from core.dataset.records import PictureQuery, PictureRecord
from core.dataset.store import DatasetStore
from core.erasing.everywhere import delete_everywhere, trained_with
from core.error_log import log_unexpected
from core.errors import CoreError
from core.files import read_json
from core.runs.bin import delete
from core.runs.run_directory import list_runs
from core.suspect_answers import remember
from core.workspace import Workspace
from tests.dataset.making import photo, zip_of


def where(workspace: Workspace, needle: bytes) -> list[str]:
    """Return the files of a workspace that hold some bytes."""
    files = (path for path in workspace.root.rglob("*") if path.is_file())
    found = [path for path in files if needle in path.read_bytes()]
    return sorted(path.relative_to(workspace.root).as_posix() for path in found)


def needles(workspace: Workspace, record: PictureRecord) -> dict[str, bytes]:
    """Return what tells that a photo is somewhere: its name, its file, pixels, features, looks."""
    kept = workspace.picture(record.id, record.suffix).read_bytes()
    (index,) = workspace.cache.glob("pixels-*.json")
    side = int(index.stem.rpartition("-")[2])
    row = next(at for at, key in enumerate(read_json(index)) if key.startswith(record.id))
    pixels = np.fromfile(index.with_suffix(".bin"), np.uint8).reshape(-1, side * side * 3)
    return {
        "name": record.name.encode(),
        "picture": kept[60:160],
        "thumbnail": workspace.thumbnail(record.id).read_bytes()[200:300]
        if workspace.thumbnail(record.id).exists()
        else kept[60:160],
        "pixels": pixels[row].tobytes(),
        "looks": bytes.fromhex(record.id),
        "features": FEATURES.tobytes(),
    }


FEATURES = np.linspace(0, 1, 64, dtype=np.float32)


@pytest.fixture
def lived_in(filled: Workspace) -> tuple[Workspace, PictureRecord]:
    """Return a workspace in which a photo has left its traces everywhere, and the photo."""
    with DatasetStore.open(filled) as store:
        trained = list_runs(filled)[0].pictures[3].id
        record = store.picture(trained)
        everybody = store.pictures(limit=100)
        kept_looks.looks(filled, everybody)
        kept_groups.keep_groups(filled, [[trained, everybody[0].id]], [trained])
        set_label(store, [trained], "sad" if record.label == "happy" else "happy")
        undo(store)
        set_mark(store, [trained], "unsure")
        save_faces(store, {trained: [{"x": 1.0}]})
        zipped = zip_of(filled.root / "again.zip", {"a/other-name.png": _kept(filled, record)})
        run_import(filled, zipped, workers=0)
        zipped.unlink()
    remember(filled, {trained: "happy"}, "kept")
    names = np.array([trained, f"{trained}@1,2,3,4", "f" * 64])
    others = np.zeros_like(FEATURES)
    np.savez(
        filled.cache / "features-x-48.npz",
        names=names,
        features=np.stack([FEATURES, FEATURES, others]),
    )
    share = filled.shares / list_runs(filled)[0].run_id
    for made in (filled.away, filled.backups / "backup", share):
        made.mkdir(parents=True)
        (made / "mien-backup.zip").write_bytes(_kept(filled, record))
    log_unexpected(filled.error_log, ValueError(record.name))
    filled.face_search_log.write_text(record.name)
    list_runs(filled)[0].worker_log.write_text(record.name)
    (share / "job.log").write_text(record.name)
    (list_runs(filled)[0].path / "looks.json").write_bytes(_kept(filled, record))
    return filled, record


def _kept(workspace: Workspace, record: PictureRecord) -> bytes:
    return workspace.picture(record.id, record.suffix).read_bytes()


def test_no_byte_of_it_is_left(lived_in: tuple[Workspace, PictureRecord]) -> None:
    workspace, record = lived_in
    signs = needles(workspace, record)
    assert {name: bool(where(workspace, sign)) for name, sign in signs.items()} == dict.fromkeys(
        signs, True
    )
    with DatasetStore.open(workspace) as store:
        others = {each.id for each in store.pictures(limit=100)} - {record.id}
        done = delete_everywhere(store, record.id)
        assert {each.id for each in store.pictures(limit=100)} == others
    assert {name: where(workspace, sign) for name, sign in signs.items()} == {
        name: [] for name in signs
    }
    assert where(workspace, b"other-name.png") == []
    left = where(workspace, record.id.encode())
    assert [each for each in left if not each.startswith("models/")] == []
    assert done.models == [list_runs(workspace)[0].name]
    assert len(done.removed) == 3
    told = " ".join(done.sentences())
    assert "cannot be undone" in told
    assert list_runs(workspace)[0].name in told


def test_the_others_keep_what_is_known_about_them(
    lived_in: tuple[Workspace, PictureRecord],
) -> None:
    workspace, record = lived_in
    (index,) = workspace.cache.glob("pixels-*.json")
    keys, before = read_json(index), index.with_suffix(".bin").read_bytes()
    with DatasetStore.open(workspace) as store:
        looked = kept_looks.looks(workspace, store.pictures(limit=100))
        delete_everywhere(store, record.id)
        again = kept_looks.looks(workspace, store.pictures(limit=100))
    size = len(before) // len(keys)
    after = index.with_suffix(".bin").read_bytes()
    for row, key in enumerate(keys):
        same = after[row * size : (row + 1) * size] == before[row * size : (row + 1) * size]
        assert same == (key.partition("@")[0] != record.id)
    assert again.ids == [each for each in looked.ids if each != record.id]
    with np.load(workspace.cache / "features-x-48.npz") as kept:
        assert kept["names"].tolist() == ["f" * 64]
        assert kept["features"].shape == (1, 64)
    list_runs(workspace)[0].verify()


def test_models_in_the_bin_are_named_too(filled: Workspace) -> None:
    run = list_runs(filled)[0]
    picture, called = run.pictures[0].id, run.called
    delete(run)
    assert [each.called for each in trained_with(filled, picture)] == [called]


def test_nothing_goes_while_a_training_has_it(filled: Workspace) -> None:
    run = list_runs(filled)[0]
    with (
        DatasetStore.open(filled) as store,
        FileLock(run.lock),
        pytest.raises(CoreError, match="using this photo right now"),
    ):
        delete_everywhere(store, run.pictures[0].id)
    with DatasetStore.open(filled) as store:
        record = store.picture(run.pictures[0].id)
    assert filled.picture(record.id, record.suffix).is_file()


def test_files_of_an_import_that_was_cut_off_go(workspace: Workspace, tmp_path: Path) -> None:
    paths = [tmp_path / "Anna.png", tmp_path / "Bert.png"]
    for number, path in enumerate(paths):
        path.write_bytes(photo(number))
    with paths[0].open("rb") as one, paths[1].open("rb") as two:
        folder = receive(workspace, [("Anna.png", one), ("Bert.png", two)])
    report = run_import(workspace, folder, workers=0)
    original = photo(0)
    (workspace.imports / report.id / "received").mkdir()  # as if it had been cut off at its end
    (workspace.imports / report.id / "received" / "000000").write_bytes(original)
    with DatasetStore.open(workspace) as store:
        (anna,) = store.pictures(PictureQuery(text="Anna"))
        done = delete_everywhere(store, anna.id)
        assert [each.name for each in store.pictures()] == ["Bert.png"]
    assert done.given_up
    assert where(Workspace(workspace.root / "data"), original) == []
    assert where(Workspace(workspace.root / "data"), b"Anna.png") == []
