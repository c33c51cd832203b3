"""What is wrong with a workspace is found, said plainly, and repaired where it can be."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing as at_last
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from core.commands.app import main
from core.dataset import labels
from core.dataset.import_folders import all_jobs
from core.dataset.importing import run_import
from core.dataset.snapshots.places import kept
from core.dataset.store import DatasetStore
from core.dataset.verify import verify
from core.doctor import floors, of_machine
from core.doctor.examining import examine, repair
from core.doctor.findings import Finding
from core.files import write_json
from core.runs.run_directory import list_runs
from core.workspace import Workspace
from tests.catalogue.aftermath import is_plain, labels_of
from tests.dataset.making import encoded, photo, pixels
from tests.refused import closed, refused

HOUR = 3_600


def aged(path: Path) -> Path:
    moment = time.time() - HOUR
    os.utime(path, (moment, moment))
    return path


def a_photo(workspace: Workspace) -> Path:
    with DatasetStore.open(workspace) as store:
        record = store.pictures(limit=1)[0]
    return workspace.picture(record.id, record.suffix)


def spoil_database(workspace: Workspace) -> None:
    with DatasetStore.open(workspace) as store:
        labels.set_label(store, store.picture_ids()[:1], "happy")
    workspace.database.write_bytes(b"\0" * 9_000)


def lose_database(workspace: Workspace) -> None:
    spoil_database(workspace)
    workspace.database.unlink()


def lose_copies(workspace: Workspace) -> None:
    shutil.rmtree(workspace.snapshots)


def spoil_log(workspace: Workspace) -> None:
    with DatasetStore.open(workspace) as store:
        for label in ("happy", "sad"):
            labels.set_label(store, store.picture_ids(), label)
    log = kept(workspace).logs[-1].path
    lines = log.read_bytes().splitlines(keepends=True)
    lines[2] = b"torn\n"
    log.write_bytes(b"".join(lines))


def leave_half_written(workspace: Workspace) -> None:
    aged_file = workspace.models / ".report.json.x.tmp"
    aged_file.write_bytes(b"half")
    aged(aged_file)
    folder = workspace.pictures / ".incoming-20260101-000000-aaaa"
    folder.mkdir()
    aged(folder)


def tear_cache(workspace: Workspace) -> None:
    workspace.cache.mkdir(exist_ok=True)
    (workspace.cache / "look-alikes.json").write_text('{"groups": [')


def add_unknown_photo(workspace: Workspace) -> None:
    name = "ab" * 32
    (workspace.pictures / "ab").mkdir(exist_ok=True)
    aged_file = workspace.pictures / "ab" / f"{name}.png"
    aged_file.write_bytes(photo(3))
    aged(aged_file)


def lose_thumbnails(workspace: Workspace) -> None:
    large = workspace.root / "large.png"
    large.write_bytes(encoded(Image.fromarray(pixels(5, 300, 400))))
    run_import(workspace, large, workers=0)
    shutil.rmtree(workspace.thumbnails)


def let_everybody_write(workspace: Workspace) -> None:
    workspace.data.chmod(0o777)


def cut_off_training(workspace: Workspace) -> None:
    [run] = list_runs(workspace)
    run.manifest.unlink()
    lines = run.events.read_bytes().splitlines(keepends=True)
    run.events.write_bytes(b"".join(lines[:-1]) + b'{"event": "ba')
    run.worker_pid.write_text("1")


def tear_import(workspace: Workspace) -> None:
    [job] = all_jobs(workspace)
    for name in ("import.json", "progress.json"):
        (job.folder / name).write_bytes(b'{"na')


def tear_report(workspace: Workspace) -> None:
    [job] = all_jobs(workspace)
    (job.folder / "report.json").write_bytes(b"{")


REPAIRED: dict[str, tuple[Callable[[Workspace], None], str, str]] = {
    "damaged database": (spoil_database, "database", "damaged"),
    "no database": (lose_database, "database", "gone"),
    "no copies": (lose_copies, "copies", "copy"),
    "damaged log": (spoil_log, "copies", "log of changes"),
    "leftovers": (leave_half_written, "leftovers", "half written"),
    "torn cache": (tear_cache, "caches", "look-alikes.json"),
    "unknown photo": (add_unknown_photo, "photos", "known to no photo"),
    "no thumbnails": (lose_thumbnails, "thumbnails", "small picture"),
    "permissions": (let_everybody_write, "permissions", "everybody"),
    "torn import": (tear_import, "jobs", "cannot be read"),
    "torn report": (tear_report, "jobs", "report.json is damaged"),
    "cut off training": (cut_off_training, "trainings", "cut off"),
}


def about(found: list[Finding], what: str) -> list[Finding]:
    return [each for each in found if each.about == what and each.repair is not None]


def test_nothing_is_wrong_with_a_sound_workspace(filled: Workspace) -> None:
    assert [each for each in examine(filled) if each.serious or each.repair] == []


def test_an_empty_folder_stays_empty(workspace: Workspace) -> None:
    assert [each for each in examine(workspace) if each.serious] == []
    assert [*workspace.root.iterdir()] == []


@pytest.mark.parametrize("what", REPAIRED)
def test_it_is_found_said_and_repaired(filled: Workspace, what: str) -> None:
    harm, kind, word = REPAIRED[what]
    with DatasetStore.open(filled) as store:  # a first save makes the first copy
        labels.set_label(store, store.picture_ids()[:1], "sad")
        labels.undo(store)
    before = labels_of(filled)
    harm(filled)
    found = about(examine(filled), kind)
    assert found
    is_plain(found[0].sentence, word)
    said = repair(filled)
    assert not any(each.startswith("Not repaired") for each in said)
    assert about(examine(filled), kind) == []
    assert before.keys() <= labels_of(filled).keys()
    assert verify(filled).intact


def test_what_is_only_looked_at_is_not_changed(filled: Workspace) -> None:
    spoil_database(filled)
    leave_half_written(filled)
    before = {path: path.stat().st_mtime_ns for path in filled.root.rglob("*") if path.is_file()}
    examine(filled)
    after = {path: path.stat().st_mtime_ns for path in filled.root.rglob("*") if path.is_file()}
    assert {path: after.get(path) for path in before} == before


def test_photos_that_are_gone_or_changed_are_named(filled: Workspace) -> None:
    a_photo(filled).unlink()
    [told] = [each for each in examine(filled) if each.about == "photos"]
    is_plain(told.sentence, "without a file", told.names[0], "add the photos again")
    assert told.repair is None


def test_a_photo_written_by_an_import_under_way_is_not_taken_for_unknown(
    filled: Workspace,
) -> None:
    from filelock import FileLock

    add_unknown_photo(filled)
    [job] = all_jobs(filled)
    with FileLock(job.lock):
        assert about(examine(filled), "photos") == []
    assert about(examine(filled), "photos") != []


def test_what_somebody_writes_just_now_is_left_alone(filled: Workspace) -> None:
    (filled.data / ".x.tmp").write_bytes(b"half")
    assert about(examine(filled), "leftovers") == []


def test_little_room_and_old_versions_are_said(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_machine, "_LOW_BYTES", 1 << 60)
    monkeypatch.setitem(floors.FLOORS, "pillow", (99, 0, 0))
    monkeypatch.setattr(of_machine, "wal_is_safe", lambda _: False)
    told = {each.about: each.sentence for each in examine(filled)}
    is_plain(told["space"], "MB are free")
    is_plain(told["versions"], "pillow", "at least 99.0.0")
    is_plain(told["database"], "rollback journal")


@pytest.mark.parametrize(
    ("text", "expected"), [("1.67.0", (1, 67, 0)), ("2.0rc1", (2, 0)), ("13.0.0.post1", (13, 0, 0))]
)
def test_versions_are_read_as_numbers(text: str, expected: tuple[int, ...]) -> None:
    assert floors.numbers(text) == expected


def test_the_command_says_it_and_repairs_it(
    filled: Workspace, capfd: pytest.CaptureFixture[str]
) -> None:
    spoil_database(filled)
    place = ["--workspace", str(filled.root)]
    assert main(["doctor", *place]) == 1
    assert "damaged" in capfd.readouterr().out
    assert main(["doctor", "--repair", "--json", *place]) == 0
    document = json.loads(capfd.readouterr().out)
    assert "Nothing that was saved is lost" in document["repaired"][0]
    assert main(["doctor", *place]) == 0
    assert "Nothing is wrong." in capfd.readouterr().out


def test_an_import_that_was_cut_off_is_told(filled: Workspace) -> None:
    [job] = all_jobs(filled)
    document = {**json.loads((job.folder / "progress.json").read_text()), "status": "running"}
    write_json(job.folder / "progress.json", document)
    [told] = [each for each in examine(filled) if each.about == "jobs"]
    is_plain(told.sentence, "cut off", "add the same photos again")


def test_a_data_folder_that_is_gone_is_found(filled: Workspace) -> None:
    with DatasetStore.open(filled):
        assert filled.photos_mark.exists()
    filled.data.rename(filled.root / "elsewhere")
    [found] = about_any(examine(filled), "database")
    assert "The photos of this project are not here" in found.sentence
    assert not filled.data.exists()


def about_any(found: list[Finding], what: str) -> list[Finding]:
    return [each for each in found if each.about == what and each.serious]


def told_without_rights(workspace: Workspace, path: Path) -> list[dict[str, Any]]:
    """Return what the doctor tells a user who may not read a file or folder."""
    with closed(path):
        done = refused(workspace, "-m", "core", "doctor", "--json")
    assert done.stderr == ""
    found: list[dict[str, Any]] = json.loads(done.stdout)["findings"]
    return [each for each in found if each["serious"]]


@pytest.mark.skipif(sys.platform == "win32", reason="rights of another kind")
@pytest.mark.parametrize("file", [".", "spec.json", "events.jsonl", "model.keras"])
def test_a_training_of_another_user_is_not_called_damaged(filled: Workspace, file: str) -> None:
    [run] = list_runs(filled)
    [told] = told_without_rights(filled, run.path / file)
    is_plain(told["sentence"], run.run_id, "may not read", "ask whoever made them")


@pytest.mark.skipif(sys.platform == "win32", reason="rights of another kind")
def test_a_cache_of_another_user_is_not_called_torn(filled: Workspace) -> None:
    tear_cache(filled)
    assert told_without_rights(filled, filled.cache / "look-alikes.json") == []


@pytest.mark.parametrize("name", ["models", "data"])
def test_a_file_in_place_of_a_folder_is_told_alone(workspace: Workspace, name: str) -> None:
    (workspace.root / name).write_text("a file")
    [told] = [each for each in examine(workspace) if each.serious]
    is_plain(told.sentence, f"{workspace.root / name} is a file", "move that file away")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE dataset SET revision = 'abc'",
        "UPDATE pictures SET notes = '{'",
        "UPDATE pictures SET width = 'wide'",
        "UPDATE pictures SET added_at = 9223372036854775807",
        "CREATE UNIQUE INDEX u ON changes (kind)",
    ],
)
def test_what_another_program_wrote_into_the_database_is_told(
    filled: Workspace, change: str
) -> None:
    with at_last(sqlite3.connect(filled.database)) as connection:
        connection.execute(change)
        connection.commit()
    told = [each for each in examine(filled) if each.serious]
    assert told
    is_plain(told[0].sentence, "something else than mien", "restore-backup")
    assert repair(filled) is not None
