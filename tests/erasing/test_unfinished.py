"""A deletion that was cut off, or that the disk refused, is finished later."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from core.dataset.importing import run_import
from core.dataset.labels import history, set_label
from core.dataset.records import PictureQuery
from core.dataset.snapshots import taking
from core.dataset.snapshots.places import kept
from core.dataset.snapshots.restoring import restore_database
from core.dataset.store import DatasetStore
from core.doctor.examining import examine, repair
from core.doctor.of_leftovers import remove_leftovers
from core.erasing import unfinished
from core.erasing.everywhere import Erased, delete_everywhere
from core.errors import CoreError, WorkspaceProblem
from core.workspace import Workspace
from tests.catalogue.aftermath import is_plain
from tests.catalogue.killing import is_killed_at
from tests.dataset.making import photo, zip_of
from tests.erasing.test_everywhere import where

NAME = b"Anna-7431"


@pytest.fixture
def anna(workspace: Workspace, tmp_path: Path) -> str:
    """Bring in three photos, one of them of Anna, label it, and return its id."""
    files = {"happy/Anna-7431.png": photo(1), "sad/b.png": photo(2), "happy/c.png": photo(3)}
    zipped = zip_of(tmp_path / "in.zip", files)
    run_import(workspace, zipped, workers=0)
    zipped.unlink()
    with DatasetStore.open(workspace) as store:
        (record,) = store.pictures(PictureQuery(text="Anna"))
        set_label(store, [record.id], "sad")
    return record.id


def deleted(workspace: Workspace, picture_id: str) -> Erased:
    with DatasetStore.open(workspace) as store:
        return delete_everywhere(store, picture_id)


def traces(workspace: Workspace, picture_id: str) -> list[str]:
    """Return the files that tell of a photo."""
    return [*where(workspace, NAME), *where(workspace, picture_id.encode())]


def by_start(workspace: Workspace) -> None:
    remove_leftovers(workspace)


def by_doctor(workspace: Workspace) -> None:
    [told] = [each for each in examine(workspace) if "deleted everywhere" in each.sentence]
    is_plain(told.sentence, "copies of the database")
    assert "Nothing tells of the deleted photo any more." in repair(workspace)


def by_next_deletion(workspace: Workspace) -> None:
    with DatasetStore.open(workspace) as store:
        other = store.picture_ids()[0]
    assert deleted(workspace, other).kept == ""


@pytest.mark.parametrize("finish", [by_start, by_doctor, by_next_deletion])
def test_copies_that_could_not_go_go_later(
    workspace: Workspace,
    anna: str,
    finish: Callable[[Workspace], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(taking, "_WAIT_SECONDS", 0.2)
    copies = kept(workspace).snapshots
    with FileLock(workspace.snapshots / "snapshot.lock"):
        done = deleted(workspace, anna)
        remove_leftovers(workspace)
    assert [each for each in done.sentences() if each.startswith("Not everything is let go yet")]
    for sentence in done.sentences():
        is_plain(sentence)
    assert kept(workspace).snapshots == copies
    assert where(workspace, NAME)
    with DatasetStore.open(workspace) as store:
        assert anna not in store.picture_ids()
    finish(workspace)
    assert traces(workspace, anna) == []
    assert [each for each in examine(workspace) if each.about == "leftovers"] == []


def test_a_file_of_the_log_that_cannot_be_removed_is_no_dead_end(
    workspace: Workspace, anna: str
) -> None:
    log = kept(workspace).logs[0].path
    stuck = log.with_name(log.name.replace("0001-", "0000-", 1))
    stuck.mkdir()  # what is no file cannot be removed as one
    done = deleted(workspace, anna)
    assert done.kept
    stuck.rmdir()
    remove_leftovers(workspace)
    assert traces(workspace, anna) == []


def test_a_disk_that_refuses_before_the_row_goes_is_told_and_it_can_be_done_again(
    workspace: Workspace, anna: str
) -> None:
    with DatasetStore.open(workspace) as store:
        record = store.picture(anna)
        picture = workspace.picture(record.id, record.suffix)
        data = picture.read_bytes()
        picture.unlink()
        picture.mkdir()
        with pytest.raises(WorkspaceProblem, match="not deleted completely") as refused:
            delete_everywhere(store, anna)
        is_plain(str(refused.value), "delete it again")
        picture.rmdir()
        picture.write_bytes(data)
        assert delete_everywhere(store, anna).kept == ""
    assert traces(workspace, anna) == []


def test_two_are_not_deleted_at_once(
    workspace: Workspace, anna: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unfinished, "_WAIT_SECONDS", 0.2)
    with FileLock(workspace.erasing_lock), pytest.raises(CoreError, match="Another photo"):
        deleted(workspace, anna)
    assert deleted(workspace, anna).kept == ""


def test_a_note_that_was_torn_is_not_forgotten(workspace: Workspace, anna: str) -> None:
    deleted(workspace, anna)
    workspace.erasing.write_bytes(b'["half')
    remove_leftovers(workspace)
    assert not workspace.erasing.exists()


def test_killed_anywhere_nothing_of_it_is_left_in_the_end(
    workspace: Workspace, anna: str, tmp_path: Path
) -> None:
    kills = gone_but_told_of = 0
    while True:
        place = Workspace(tmp_path.with_name(tmp_path.name + "-killed") / str(kills))
        shutil.copytree(workspace.root, place.root)
        if not is_killed_at(4 + 9 * kills, lambda at=place: deleted(at, anna)):
            break
        kills += 1
        with DatasetStore.open(place) as store:
            there = anna in store.picture_ids()
        gone_but_told_of += not there and bool(where(place, NAME))
        remove_leftovers(place)
        if there:
            assert deleted(place, anna).kept == ""
        assert traces(place, anna) == []
        with DatasetStore.open(place) as store:
            assert store.count() == 2
    assert kills > 8
    assert gone_but_told_of


def test_a_broken_database_that_cannot_be_removed_is_told(workspace: Workspace, anna: str) -> None:
    workspace.broken.write_bytes(NAME)  # no folder: it cannot be emptied as one
    with pytest.raises(WorkspaceProblem, match="broken could not be removed"):
        taking.keep_only_now(workspace)
    assert "could not be removed" in deleted(workspace, anna).kept
    workspace.broken.unlink()
    remove_leftovers(workspace)
    assert traces(workspace, anna) == []


def test_killed_before_the_copy_the_journal_comes_back_as_it_was(
    workspace: Workspace, anna: str
) -> None:
    with DatasetStore.open(workspace) as store:
        (other,) = store.picture_ids(PictureQuery(text="c.png"))
        set_label(store, [other], "sad")
        set_label(store, [anna], "happy")  # the newest entry: its number passes to the other's
    step = 1
    while True:
        assert is_killed_at(step, lambda: deleted(workspace, anna))
        with DatasetStore.open(workspace) as store:
            if anna not in store.picture_ids():
                break
        step += 1
    with DatasetStore.open(workspace) as store:
        before = [(each.id, each.sentence()) for each in history(store, other)]
    workspace.database.write_bytes(b"no database" * 500)
    assert restore_database(workspace).lost == 0
    with DatasetStore.open(workspace) as store:
        assert [(each.id, each.sentence()) for each in history(store, other)] == before
        assert anna not in store.picture_ids()
    remove_leftovers(workspace)
    assert where(workspace, NAME) == []
