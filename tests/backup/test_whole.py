"""Everything comes back byte for byte, label for label."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.backup.backing_up import back_up
from core.backup.layout import MANIFEST
from core.backup.restoring import restore_backup
from core.backup.wording import backed_up_sentences
from core.dataset.file_check import check_files
from core.dataset.importing import run_import
from core.dataset.labels import move_to_bin, redo, restore, set_label, undo
from core.dataset.store import DatasetStore
from core.dataset.verify import verify
from core.errors import CoreError
from core.files import write_json
from core.runs import bin as run_bin
from core.runs import marks
from core.runs.checkpoints import Checkpoint
from core.runs.run_directory import RunDirectory, list_runs
from core.workspace import PROJECT, Workspace
from tests.backup.sameness import held, listed
from tests.dataset.making import happy_and_sad

Act = Callable[[Workspace, DatasetStore, list[str]], object]

ACTS: dict[str, Act] = {
    "label": lambda _, store, ids: set_label(store, ids, "sad", who="Ada"),
    "a new label": lambda _, store, ids: set_label(store, ids, "überrascht 😮"),
    "no label": lambda _, store, ids: set_label(store, ids, None),
    "delete": lambda _, store, ids: move_to_bin(store, ids),
    "take back": lambda _, store, ids: restore(store, ids),
    "undo": lambda _, store, __: undo(store),
    "redo": lambda _, store, __: redo(store),
    "rename the training": lambda place, _, __: [marks.rename(r, "B") for r in list_runs(place)],
    "delete the training": lambda place, _, __: [run_bin.delete(run) for run in list_runs(place)],
    "answer a suspicion": lambda place, _, ids: write_json(place.suspect_answers, {"a": ids}),
}
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(ACTS)), st.sets(st.integers(0, 45), min_size=1, max_size=5)),
    max_size=8,
)


def there_and_back(workspace: Workspace, folder: Path) -> Workspace:
    """Back a workspace up, put it back elsewhere, and return that."""
    back_up(workspace, folder / "project.zip")
    back = Workspace(folder / "back")
    restore_backup(folder / "project.zip", back.root)
    return back


@pytest.fixture(scope="session")
def rich_root(trained_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the trained workspace with six photos of a second import, not to be changed."""
    root = tmp_path_factory.mktemp("rich")
    shutil.copytree(trained_root, root / "workspace")
    run_import(Workspace(root / "workspace"), happy_and_sad(root / "more.zip"), workers=0)
    return root / "workspace"


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_whatever_was_done_comes_back(
    steps: list[tuple[str, set[int]]], rich_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    shutil.copytree(rich_root, folder / "workspace")
    workspace = Workspace(folder / "workspace")
    with DatasetStore.open(workspace) as store:
        ids = sorted(store.picture_ids())
        for name, which in steps:
            chosen = [ids[at] for at in sorted(which)]
            in_use = set(store.picture_ids())
            if name in ("label", "a new label", "no label", "delete"):
                chosen = [each for each in chosen if each in in_use]
            if name == "take back":
                chosen = [each for each in chosen if each not in in_use]
            if chosen or "do" in name:
                ACTS[name](workspace, store, chosen)
    back = there_and_back(workspace, folder)
    assert held(back) == held(workspace)
    assert back.suspect_answers.is_file() == workspace.suspect_answers.is_file()
    assert verify(back).intact
    shutil.rmtree(folder)


def test_the_restored_training_is_whole_and_the_set_goes_on(
    filled: Workspace, tmp_path: Path
) -> None:
    back = there_and_back(filled, tmp_path)
    (run,) = list_runs(back)
    run.verify()
    assert run.state().status == "finished"
    with DatasetStore.open(back) as store:
        picture = store.pictures(limit=1)[0]
        set_label(store, [picture.id], "happy" if picture.label == "sad" else "sad")
        assert store.picture(picture.id).label_version == picture.label_version + 1


def test_what_can_be_made_again_stays_out(filled: Workspace, tmp_path: Path) -> None:
    for path in (
        filled.thumbnails / "ab" / "x.jpg",
        filled.away / "mien-csv.zip",
        filled.backups / "mien-backup.zip",
        filled.weights / "w.h5",
        filled.imports / "20260101-000000-abcd" / "received" / "all.zip",
        filled.pictures / ".incoming-1" / "x.png",
        filled.pictures / "ab" / ("ab" + "0" * 62 + ".png"),
        filled.data / "app.log",
        filled.models / "starter" / "model.keras",
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"left out")
    for name in ("run.lock", "worker.pid", "stop.request", "draft.keras", ".report.json.x.tmp"):
        (list_runs(filled)[0].path / name).write_bytes(b"left out")
    back_up(filled, tmp_path / "project.zip")
    with zipfile.ZipFile(tmp_path / "project.zip") as archive:
        assert [n for n in archive.namelist() if archive.read(n) == b"left out"] == []
    assert not any("/cache/" in name for name in listed(tmp_path / "project.zip")["files"])


def test_nothing_is_packed_and_everything_is_listed(backup: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        infos = archive.infolist()
        assert {info.compress_type for info in infos} == {zipfile.ZIP_STORED}
        assert {info.filename for info in infos} == {*listed(backup)["files"], MANIFEST}


def test_both_tell_how_far_they_are(filled: Workspace, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    back_up(filled, tmp_path / "a.zip", lambda *now: told.append(now))
    back: list[tuple[int, int]] = []
    restore_backup(tmp_path / "a.zip", tmp_path / "back", lambda *now: back.append(now))
    for each in (told, back):
        assert each == sorted(each)
        assert each[-1][0] == each[-1][1] > 0


def test_missing_and_changed_photos_are_told_and_do_not_stop_it(
    filled: Workspace, tmp_path: Path
) -> None:
    with DatasetStore.open(filled) as store:
        one, two, *_ = store.pictures()
    filled.picture(one.id, one.suffix).unlink()
    changed = filled.picture(two.id, two.suffix)
    changed.chmod(0o644)
    changed.write_bytes(b"no photo any more")
    done = back_up(filled, tmp_path / "project.zip")
    assert (done.photos, done.missing, done.changed) == (39, [one.id], [two.id])
    restored = restore_backup(tmp_path / "project.zip", tmp_path / "back")
    assert (restored.photos, restored.missing, restored.changed) == (39, [one.id], [two.id])
    report = verify(Workspace(tmp_path / "back"))
    assert (report.missing, report.changed) == ([one.id], [two.id])


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes need rights there")
@pytest.mark.parametrize("kind", ["link", "loop", "pipe", "folder", "device"])
def test_what_lies_in_place_of_a_photo_is_not_followed(
    filled: Workspace, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "secret").write_text("not yours")
    with DatasetStore.open(filled) as store:
        one, *_ = store.pictures()
    place = filled.picture(one.id, one.suffix)
    place.unlink()
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    else:
        to = {"link": tmp_path / "secret", "loop": place, "device": Path("/dev/zero")}
        place.symlink_to(to[kind])
    assert verify(filled).unreadable == [one.id]
    assert back_up(filled, tmp_path / "project.zip").missing == [one.id]
    with ZipFile(tmp_path / "project.zip") as archive:
        assert not any(b"not yours" in archive.read(name) for name in archive.namelist())
    with DatasetStore.open(filled) as store:
        assert one.id in check_files(store).changed


def test_a_training_that_goes_on_comes_with_what_is_whole(
    filled: Workspace, tmp_path: Path
) -> None:
    done = list_runs(filled)[0]
    run = RunDirectory.create(filled, "Going", done.config, done.classes, done.pictures)
    started = '{"event": "started", "at": "2026-11-22T10:00:00+00:00", "epochs": 2}\n'
    run.events.write_text(started + '{"event": "epo')
    for slot, epoch in (("a", 1), ("b", 2)):
        kept = Checkpoint(run.checkpoints / slot)
        kept.open_for_writing()
        kept.arrays.write_bytes(b"weights")
        write_json(kept.facts_file, {"epoch": epoch})
        kept.seal(epoch)
    Checkpoint(run.checkpoints / "b").arrays.write_bytes(b"half")
    run.model.write_bytes(b"of an end that is being written")
    with FileLock(run.lock):
        report = back_up(filled, tmp_path / "project.zip")
    assert report.going == ["Going"]
    restore_backup(tmp_path / "project.zip", tmp_path / "back")
    back = RunDirectory.open(Workspace(tmp_path / "back"), run.run_id)
    assert back.events.read_text() == started
    assert (back.state().status, back.resumable) == ("interrupted", True)
    assert Checkpoint(back.checkpoints / "a").intact()
    assert not (back.checkpoints / "b").exists()
    assert not back.model.exists()
    assert back.pictures == run.pictures


def test_a_search_that_was_cut_off_comes_with_the_checkpoint_of_its_attempt(
    filled: Workspace, tmp_path: Path
) -> None:
    slot = list_runs(filled)[0].path / "attempts" / "0001" / "checkpoints" / "a"
    kept = Checkpoint(slot)
    kept.open_for_writing()
    kept.arrays.write_bytes(b"weights")
    write_json(kept.facts_file, {"epoch": 1})
    kept.seal(1)
    back = there_and_back(filled, tmp_path)
    assert held(back) == held(filled)
    assert Checkpoint(back.models / slot.relative_to(filled.models)).intact()


def test_a_file_that_could_not_be_put_back_is_left_out_and_told(
    filled: Workspace, tmp_path: Path
) -> None:
    run = list_runs(filled)[0]
    deep = run.path.joinpath(*"abcdef", "mine.txt")
    deep.parent.mkdir(parents=True)
    deep.write_bytes(b"mine")
    done = back_up(filled, tmp_path / "project.zip")
    assert done.left_out == [deep.relative_to(filled.root).as_posix()]
    assert any("mine.txt" in sentence for sentence in backed_up_sentences(done))
    assert restore_backup(tmp_path / "project.zip", tmp_path / "back").runs == 1


def test_nothing_to_back_up_is_told(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(CoreError, match="nothing to back up"):
        back_up(workspace, tmp_path / "project.zip")
    assert not (tmp_path / "project.zip").exists()


def test_two_are_not_made_at_once(filled: Workspace, tmp_path: Path) -> None:
    filled.backups.mkdir()
    with FileLock(filled.backup_lock), pytest.raises(CoreError, match="being made already"):
        back_up(filled, tmp_path / "project.zip")


def test_the_commands_do_the_same(filled: Workspace, tmp_path: Path) -> None:
    def ask(*words: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "core", *map(str, words), "--json"]
        return subprocess.run(
            command, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False
        )

    file, folder = tmp_path / "project.zip", tmp_path / "back"
    made = ask("backup", file, "--workspace", filled.root)
    assert made.returncode == 0, made.stderr
    assert (json.loads(made.stdout)["photos"], json.loads(made.stdout)["runs"]) == (40, 1)
    again = ask("backup", file, "--workspace", filled.root)
    assert (again.returncode, "--force" in again.stderr) == (1, True)
    put = ask("restore-backup", file, "--into", folder)
    assert put.returncode == 0, put.stderr
    assert json.loads(put.stdout)["photos"] == 40
    assert held(Workspace(folder)) == held(filled)
    assert ask("restore-backup", file, "--into", folder).returncode == 1
