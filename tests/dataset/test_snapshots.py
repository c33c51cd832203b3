"""Copies of the database, the log of changes beside them, and the way back."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from core.dataset import labels
from core.dataset.classes import add_class, merge_classes, remove_class, rename_class
from core.dataset.erasing import erase
from core.dataset.face_marks import save_faces
from core.dataset.importing import run_import
from core.dataset.marks import set_mark
from core.dataset.records import PictureQuery
from core.dataset.snapshots import keeper, taking
from core.dataset.snapshots.log_file import VOID, append, changes_of, unread_changes
from core.dataset.snapshots.places import kept
from core.dataset.snapshots.restoring import put_back_sentences, restore_database
from core.dataset.splits import ensure_splits
from core.dataset.store import DatasetStore
from core.errors import DatabaseDamaged, WorkspaceProblem
from tests.backup.sameness import rows
from tests.dataset.making import photo, zip_of

FACE: dict[str, Any] = {"box": [0.1, 0.1, 0.5, 0.5], "score": 0.9}
pytestmark = pytest.mark.on_sqlite  # a server keeps copies of its own
posix = pytest.mark.skipif(sys.platform == "win32", reason="forks and signals")


def damage(database: Path) -> None:
    database.write_bytes(b"no database" * 500)


def decide(store: DatasetStore, number: int) -> None:
    picture = store.picture_ids()[number % 6]
    labels.set_label(store, [picture], f"class {number % 5}")


def test_every_kind_of_change_comes_back(filled: DatasetStore, tmp_path: Path) -> None:
    one, two, three, *_ = ids = filled.picture_ids(PictureQuery(sort="name"))
    labels.set_label(filled, ids[:3], "other")
    set_mark(filled, [one], "unsure")
    labels.move_to_bin(filled, [two])
    add_class(filled, "surprised")
    rename_class(filled, "happy", "smiling")
    rename_class(filled, "sad", "happy")
    merge_classes(filled, "other", "smiling")
    labels.undo(filled)
    remove_class(filled, "happy")
    ensure_splits(filled, {"train": 0.6, "validation": 0.2, "test": 0.2}, 1)
    for number in range(2):  # faces found anew replace those found before
        save_faces(filled, {three: [FACE] * (2 - number)})
    odd = {"ü\u202e\u2028.png": photo(40), "'; DROP TABLE pictures.png": photo(41)}
    run_import(filled.workspace, zip_of(tmp_path / "more.zip", odd), workers=0)
    before = rows(filled.workspace.database)
    damage(filled.workspace.database)
    done = restore_database(filled.workspace)
    assert rows(filled.workspace.database) == before
    assert (done.lost, done.photos) == (0, 8)
    assert "Nothing that was saved is lost." in " ".join(put_back_sentences(done))
    labels.set_label(filled, [one], "still open")  # by the store that was open all the time
    assert filled.picture(one).label == "still open"


def test_a_journal_that_a_deletion_renumbered_comes_back(filled: DatasetStore) -> None:
    one, two, three, *_ = filled.picture_ids(PictureQuery(sort="name"))
    for picture in (two, one, two, three):  # the newest of two and of three take another's number
        labels.set_label(filled, [picture], "changed")
        labels.set_label(filled, [picture], "again")
    erase(filled, three)
    erase(filled, one)
    labels.set_label(filled, [two], "last")
    told = [(each.id, each.sentence()) for each in labels.history(filled, two)]
    before = rows(filled.workspace.database)
    damage(filled.workspace.database)
    assert restore_database(filled.workspace).lost == 0
    assert rows(filled.workspace.database) == before
    assert [(each.id, each.sentence()) for each in labels.history(filled, two)] == told


def test_the_newest_sound_copy_is_taken_and_the_log_goes_on_from_it(filled: DatasetStore) -> None:
    for number in range(4):
        decide(filled, number)
        taking.take(filled.workspace, wait=True)
        decide(filled, number + 10)
    before = rows(filled.workspace.database)
    for copy in kept(filled.workspace).snapshots[-2:]:
        damage(copy.path)
    damage(filled.workspace.database)
    assert restore_database(filled.workspace).lost == 0
    assert rows(filled.workspace.database) == before


def test_ten_copies_are_kept_and_the_log_they_need(filled: DatasetStore) -> None:
    for number in range(taking.MOST + 5):
        decide(filled, number)
        taking.take(filled.workspace, wait=True)
    here = kept(filled.workspace)
    assert len(here.snapshots) == taking.MOST
    assert here.logs[0].revision <= here.snapshots[0].revision + 1 < here.logs[1].revision + 1
    before = rows(filled.workspace.database)
    for copy in here.snapshots[1:]:
        damage(copy.path)
    damage(filled.workspace.database)
    assert restore_database(filled.workspace).changes == taking.MOST - 1
    assert rows(filled.workspace.database) == before


def test_a_change_that_was_taken_back_although_the_database_had_it_comes_back(
    filled: DatasetStore,
) -> None:
    decide(filled, 0)
    log, revision = kept(filled.workspace).logs[-1], filled.revision()
    append(log.path, [{VOID: revision}])
    decide(filled, 1)
    before = rows(filled.workspace.database)
    damage(filled.workspace.database)
    assert restore_database(filled.workspace).lost == 0
    assert rows(filled.workspace.database) == before


def test_what_follows_on_a_log_that_was_only_just_made_comes_back(filled: DatasetStore) -> None:
    """A kill or a full disk once left a part of the log without its first line."""
    decide(filled, 0)
    taking.take(filled.workspace, wait=True)
    following = filled.revision() + 1
    name = kept(filled.workspace).snapshots[-1].path.name.replace(f"{following - 1:010d}", "%010d")
    empty = filled.workspace.snapshots / (name % following).replace(".sqlite", ".log")
    empty.touch()
    decide(filled, 1)
    decide(filled, 2)
    assert kept(filled.workspace).logs[-1].path == empty
    before = rows(filled.workspace.database)
    damage(filled.workspace.database)
    assert restore_database(filled.workspace).lost == 0
    assert rows(filled.workspace.database) == before


def test_a_log_that_a_full_disk_does_not_take_is_not_begun_half(
    filled: DatasetStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(filled, 0)
    taking.take(filled.workspace, wait=True)
    logs = kept(filled.workspace).logs

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(WorkspaceProblem, match="Nothing was saved"):
            decide(filled, 1)
    assert kept(filled.workspace).logs == logs


def test_a_copy_is_due_after_an_hour_and_after_the_clock_was_set_back(
    filled: DatasetStore,
) -> None:
    decide(filled, 0)
    newest = taking.take(filled.workspace, wait=True)
    assert newest is not None
    assert not taking.is_due(filled.workspace)
    for seconds in (-taking.EVERY_SECONDS - 1, 90_000):
        moment = time.time() + seconds
        os.utime(newest.path, (moment, moment))
        assert taking.is_due(filled.workspace)


def test_an_hour_of_saves_takes_a_copy_by_itself(
    filled: DatasetStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(filled, 0)
    copies = len(kept(filled.workspace).snapshots)
    monkeypatch.setattr(taking, "EVERY_SECONDS", 0)
    monkeypatch.setattr(keeper, "_LOOK_EVERY", 0.0)
    decide(filled, 1)
    filled.close()
    assert len(kept(filled.workspace).snapshots) == copies + 1


def test_a_copy_of_a_damaged_database_takes_no_place(filled: DatasetStore) -> None:
    decide(filled, 0)
    before = kept(filled.workspace).snapshots
    with filled.workspace.database.open("r+b") as stream:
        stream.seek(2 * 4096)
        stream.write(random.Random(1).randbytes(4096))
    with pytest.raises(DatabaseDamaged):
        taking.take(filled.workspace, wait=True)
    assert kept(filled.workspace).snapshots == before
    assert not [*filled.workspace.snapshots.glob("*.tmp")]


def test_nobody_waits_long_while_a_copy_is_made(filled: DatasetStore) -> None:
    """A save in the midst of a copy is taken, and the copy is of one moment all the same."""
    saved = threading.Event()

    def save() -> None:
        for number in range(30):
            decide(filled, number)
        saved.set()

    thread = threading.Thread(target=save)
    thread.start()
    while not saved.is_set():
        taking.take(filled.workspace)
    thread.join()
    for copy in kept(filled.workspace).snapshots:
        with closing(sqlite3.connect(copy.path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            [revision] = connection.execute("SELECT revision FROM dataset").fetchone()
        assert revision == copy.revision


def test_a_file_that_was_put_back_by_hand_begins_another_life(filled: DatasetStore) -> None:
    workspace = filled.workspace
    decide(filled, 0)
    old = workspace.database.read_bytes()
    for number in range(1, 4):
        decide(filled, number)
    filled.close()
    workspace.database.write_bytes(old)
    with DatasetStore.open(workspace) as store:
        decide(store, 20)
        decide(store, 21)
    before = rows(workspace.database)
    assert kept(workspace).logs[-1].life == kept(workspace).snapshots[-1].life == 2
    damage(workspace.database)
    restore_database(workspace)
    assert rows(workspace.database) == before


def test_a_change_the_database_refused_does_not_come_back(
    filled: DatasetStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(filled, 0)
    before = rows(filled.workspace.database)
    withdrawn = keeper.Keeping.write

    def fails(self: keeper.Keeping) -> None:
        withdrawn(self)
        raise WorkspaceProblem("The disk is full.")

    monkeypatch.setattr(keeper.Keeping, "write", fails)
    with pytest.raises(WorkspaceProblem):
        decide(filled, 1)
    monkeypatch.undo()
    damage(filled.workspace.database)
    restore_database(filled.workspace)
    assert rows(filled.workspace.database) == before


def test_a_log_that_cannot_be_written_refuses_the_save(
    filled: DatasetStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(filled, 0)
    before = rows(filled.workspace.database)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeper, "append", full)
    with pytest.raises(WorkspaceProblem, match="Nothing was saved"):
        decide(filled, 1)
    assert rows(filled.workspace.database) == before


def in_a_child(work: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


@posix
@pytest.mark.parametrize("moment", ["before the log", "in the log", "before the commit", "after"])
def test_a_kill_between_log_and_database_loses_nothing(
    filled: DatasetStore, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = filled.workspace
    decide(filled, 0)
    filled.close()
    kill = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # noqa: E731
    wanted = keeper.append

    def half(path: Path, lines: object) -> int:
        del lines
        with path.open("ab") as stream:
            stream.write(b'00000000 {"begin": ')
        kill()
        return 0

    def work() -> None:
        if moment == "before the log":
            monkeypatch.setattr(keeper, "append", kill)
        elif moment == "in the log":
            monkeypatch.setattr(keeper, "append", half)
        elif moment == "before the commit":
            monkeypatch.setattr(
                keeper, "append", lambda path, lines: (wanted(path, lines), kill())[0]
            )
        else:
            monkeypatch.setattr(keeper.Keeping, "release", kill)
        with DatasetStore.open(workspace) as store:
            decide(store, 1)

    assert in_a_child(work) == signal.SIGKILL
    with DatasetStore.open(workspace) as store:
        decide(store, 2)
    before = rows(workspace.database)
    damage(workspace.database)
    assert restore_database(workspace).lost == 0
    assert rows(workspace.database) == before


def test_changes_behind_a_damaged_line_are_counted_as_lost(filled: DatasetStore) -> None:
    for number in range(6):
        decide(filled, number)
    log = kept(filled.workspace).logs[-1].path
    lines = log.read_bytes().splitlines(keepends=True)
    third = [n for n, line in enumerate(lines) if b'"end"' in line][-3]
    lines[third] = lines[third][:-3] + b"#\n"
    log.write_bytes(b"".join(lines))
    assert unread_changes(log) == 2
    damage(filled.workspace.database)
    done = restore_database(filled.workspace)
    assert done.lost == 2
    assert any("2 later changes are lost" in each for each in put_back_sentences(done))


def test_nothing_is_promised_where_the_log_is_gone(filled: DatasetStore) -> None:
    decide(filled, 0)
    for log in kept(filled.workspace).logs:
        log.path.unlink()
    damage(filled.workspace.database)
    told = " ".join(put_back_sentences(restore_database(filled.workspace)))
    assert "no change after it is known" in told
    assert "Nothing that was saved is lost" not in told


def test_nothing_is_put_back_where_there_is_no_sound_copy(filled: DatasetStore) -> None:
    decide(filled, 0)
    for copy in kept(filled.workspace).snapshots:
        damage(copy.path)
    damage(filled.workspace.database)
    broken = filled.workspace.database.read_bytes()
    with pytest.raises(WorkspaceProblem, match="no sound copy"):
        restore_database(filled.workspace)
    assert filled.workspace.database.read_bytes() == broken


def test_a_copy_of_another_project_is_not_put_back(filled: DatasetStore) -> None:
    decide(filled, 0)
    for copy in kept(filled.workspace).snapshots:
        with closing(sqlite3.connect(copy.path)) as connection, connection:
            connection.execute("UPDATE dataset SET id = 'another'")
    damage(filled.workspace.database)
    with pytest.raises(WorkspaceProblem, match="no sound copy"):
        restore_database(filled.workspace)


def test_nobody_saves_into_a_database_that_was_replaced(filled: DatasetStore) -> None:
    workspace = filled.workspace
    decide(filled, 0)
    copy = workspace.database.with_suffix(".copy")
    copy.write_bytes(workspace.database.read_bytes())

    def save() -> None:
        with filled.transaction():
            copy.replace(workspace.database)
            add_class(filled, "into the old file")

    with pytest.raises(WorkspaceProblem, match="put back"):
        save()
    decide(filled, 1)
    assert "into the old file" not in filled.classes()


def test_what_has_to_be_gone_is_gone_from_copies_and_log(filled: DatasetStore) -> None:
    secret = "nobody-may-know"  # noqa: S105 - a label
    picture = filled.picture_ids()[0]
    labels.set_label(filled, [picture], secret)
    taking.take(filled.workspace, wait=True)
    labels.set_label(filled, [picture], "happy")
    with filled.transaction() as connection:
        for statement in (
            "UPDATE events SET new_class = 1, old_class = 1",
            "UPDATE changes SET class_id = 1",
            f"DELETE FROM classes WHERE name = '{secret}'",  # noqa: S608
        ):
            connection.exec_driver_sql(statement)
    taking.keep_only_now(filled.workspace)
    held = [path.read_bytes() for path in filled.workspace.data.rglob("*") if path.is_file()]
    assert not any(secret.encode() in each for each in held)
    decide(filled, 3)
    before = rows(filled.workspace.database)
    damage(filled.workspace.database)
    restore_database(filled.workspace)
    assert rows(filled.workspace.database) == before


def test_a_log_that_is_refused_by_the_disk_keeps_no_half_line(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.touch()
    append(log, [{"begin": 1}, {"end": 1, "at": 0}])
    before = log.read_bytes()

    def lines() -> object:
        yield {"begin": 2}
        raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input"):
        append(log, lines())  # type: ignore[arg-type]
    assert log.read_bytes() == before
    assert [change.revision for change in changes_of(log)] == [1]


def test_a_label_is_saved_where_there_is_no_room_for_a_copy(
    filled: DatasetStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    filled.close()
    shutil.rmtree(filled.workspace.snapshots)
    monkeypatch.setattr(taking, "SPARE_BYTES", 1 << 60)
    with DatasetStore.open(filled.workspace) as store:
        one = store.picture_ids()[0]
        labels.set_label(store, [one], "other")
        assert store.picture(one).label == "other"
    assert kept(filled.workspace).snapshots == []
    assert "A copy of the database needs" in caplog.text
