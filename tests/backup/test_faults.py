"""Killed, without room on the disk, and beside people who label: whole, or not there."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from core.backup.backing_up import back_up
from core.backup.restoring import restore_backup
from core.dataset.store import DatasetStore
from core.dataset.verify import verify
from core.files import write_json
from core.workspace import PROJECT, Workspace
from tests.backup.sameness import held, rows, tree

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")

SHARES = (0.02, 0.4, 0.7, 0.97)

TASK = """
import os, resource, signal, sys
from pathlib import Path
from core.backup.backing_up import back_up
from core.backup.restoring import restore_backup
from core.errors import CoreError
from core.workspace import Workspace

kind, one, other, left, most = *sys.argv[1:4], int(sys.argv[4]), int(sys.argv[5])
used = 0
TOUCHES = ("open", "os.rename", "os.mkdir", "os.rmdir", "os.remove", "sqlite3.connect")

def touched(event, _):
    global used
    if event in TOUCHES:
        used += 1
        if used == left:
            os.kill(os.getpid(), signal.SIGKILL)

if most:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
sys.addaudithook(touched)
try:
    back_up(Workspace(Path(one)), Path(other)) if kind == "backup" else (
        restore_backup(Path(one), Path(other)))
except CoreError as error:
    print(error)
    sys.exit(3)
print(used)
"""


def task(
    kind: str, one: Path, other: Path, *, kill_at: int = 0, most: int = 0
) -> subprocess.CompletedProcess[str]:
    """Back up or restore in a process that dies when it touches the disk for the nth time."""
    words = [kind, str(one), str(other), str(kill_at), str(most)]
    return subprocess.run(
        [sys.executable, "-c", TASK, *words],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def left_beside(target: Path) -> list[str]:
    return [path.name for path in target.parent.iterdir() if path.name.startswith(".")]


@posix
def test_a_killed_backup_leaves_the_earlier_one_or_a_whole_one(
    filled: Workspace, tmp_path: Path
) -> None:
    target = tmp_path / "backups" / "project.zip"
    touches = int(task("backup", filled.root, target).stdout)
    earlier = target.read_bytes()
    for share in SHARES:
        killed = task("backup", filled.root, target, kill_at=max(1, int(share * touches)))
        assert killed.returncode == -9
        assert target.read_bytes() == earlier
        assert len(left_beside(target)) <= 1  # one that was killed takes the one before away
    back_up(filled, target)
    assert left_beside(target) == []
    restore_backup(target, tmp_path / "back")
    assert held(Workspace(tmp_path / "back")) == held(filled)


@posix
def test_a_killed_restore_leaves_no_folder_or_a_whole_one(
    backup: Path, trained_root: Path, tmp_path: Path
) -> None:
    target = tmp_path / "back"
    touches = int(task("restore", backup, target).stdout)
    for share in SHARES:
        shutil.rmtree(target, ignore_errors=True)
        killed = task("restore", backup, target, kill_at=max(1, int(share * touches)))
        assert killed.returncode == -9
        assert not target.exists()
    restore_backup(backup, target)
    assert left_beside(target) == []
    assert held(Workspace(target)) == held(Workspace(trained_root))
    assert verify(Workspace(target)).intact


@posix
def test_a_full_disk_leaves_the_earlier_backup(filled: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "project.zip"
    back_up(filled, target)
    earlier = target.read_bytes()
    refused = task("backup", filled.root, target, most=len(earlier) // 2)
    assert refused.returncode == 3
    assert "could not be written" in refused.stdout
    assert "Free some space" in refused.stdout
    assert (target.read_bytes(), left_beside(target)) == (earlier, [])


@posix
def test_a_full_disk_leaves_no_half_project(backup: Path, tmp_path: Path) -> None:
    refused = task("restore", backup, tmp_path / "back", most=30_000)
    assert refused.returncode == 3
    assert "could not be put into" in refused.stdout
    assert list(tmp_path.iterdir()) == []


@posix
def test_a_backup_is_never_written_into_the_earlier_one(filled: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "project.zip"
    back_up(filled, target)
    earlier = target.read_bytes()
    write_json(filled.suspect_answers, {"answered": "since"})
    with target.open("rb") as held_open:
        back_up(filled, target)
        assert held_open.read() == earlier
    assert target.read_bytes() != earlier


LABEL = """
import itertools, sys
from pathlib import Path
from core.dataset.labels import set_label
from core.dataset.store import DatasetStore
from core.workspace import Workspace

with DatasetStore.open(Workspace(Path(sys.argv[1]))) as store:
    ids = store.picture_ids()
    for number in itertools.count():
        picture = ids[number % len(ids)]
        set_label(store, [picture], ("happy", "sad", "other")[number // len(ids) % 3])
        print(picture, store.picture(picture).label_version, flush=True)
"""


def test_labels_given_meanwhile_are_in_it_up_to_one_moment(
    filled: Workspace, tmp_path: Path
) -> None:
    acknowledged: list[tuple[str, int]] = []
    labelling = subprocess.Popen(
        [sys.executable, "-c", LABEL, str(filled.root)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert labelling.stdout is not None
    lines = iter(labelling.stdout.readline, "")

    def listen() -> None:
        for line in lines:
            picture, version = line.split()
            acknowledged.append((picture, int(version)))

    listener = threading.Thread(target=listen)
    listener.start()
    try:
        for number in range(4):
            while len(acknowledged) <= 30 * number:
                assert labelling.poll() is None
            before = dict(acknowledged)
            back_up(filled, tmp_path / f"{number}.zip")
            back = Workspace(tmp_path / f"{number}")
            restore_backup(tmp_path / f"{number}.zip", back.root)
            with DatasetStore.open(back) as store:
                versions = {each.id: each.label_version for each in store.pictures(limit=100)}
            assert all(versions[picture] >= version for picture, version in before.items())
            assert_labels_follow_the_journal(back)
            assert tree(back.pictures) == tree(filled.pictures)
    finally:
        labelling.kill()
        listener.join()
        labelling.stdout.close()
        labelling.wait()
    assert rows(filled.database) != rows(Workspace(tmp_path / "0").database)


def assert_labels_follow_the_journal(workspace: Workspace) -> None:
    """Hold that the label of every photo is what its last journal entry says."""
    query = (
        "SELECT count(*) FROM pictures JOIN events ON events.id = pictures.last_event "
        "WHERE pictures.class_id IS NOT events.new_class "
        "OR pictures.label_version != events.version"
    )
    newest = (
        "SELECT count(*) FROM pictures WHERE last_event != "
        "(SELECT max(id) FROM events WHERE picture_id = pictures.id)"
    )
    with closing(sqlite3.connect(workspace.database)) as connection:
        assert connection.execute(query).fetchone() == (0,)
        assert connection.execute(newest).fetchone() == (0,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
