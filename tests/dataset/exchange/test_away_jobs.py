"""A zip made in a process of its own, watched and fetched."""

from __future__ import annotations

import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from filelock import FileLock

from core.dataset.exchange import away_jobs
from core.dataset.exchange.away_jobs import AwayState, away_state, write_state, zip_path
from core.dataset.store import DatasetStore
from core.errors import CoreError, WorkspaceProblem
from core.workspace import Workspace
from tests.dataset.making import wait_until


def test_a_zip_is_made_beside_the_app_and_can_be_removed(filled: DatasetStore) -> None:
    place = filled.workspace
    assert away_state(place).status == "none"
    away_jobs.start(place, "folders")
    wait_until(lambda: away_state(place).status != "running")
    now = away_state(place)
    assert (now.status, now.done, now.message) == ("ready", 6, "")
    assert now.revision == filled.revision()
    with zipfile.ZipFile(zip_path(place, "folders")) as archive:
        assert len([name for name in archive.namelist() if name.endswith(".png")]) == 6
    away_jobs.remove(place)
    assert away_state(place).status == "none"
    assert not zip_path(place, "folders").exists()


def test_why_there_is_no_zip_is_told(workspace: Workspace) -> None:
    DatasetStore.open(workspace).close()
    away_jobs.start(workspace, "coco")
    wait_until(lambda: away_state(workspace).status != "running")
    assert away_state(workspace).status == "failed"
    assert "no photos to take away" in away_state(workspace).message


def test_two_are_not_made_at_once(workspace: Workspace) -> None:
    workspace.away.mkdir(parents=True)
    write_state(workspace, AwayState("running", "csv", 5, 10, at=time.time()))
    with FileLock(workspace.away_lock), pytest.raises(CoreError, match="already"):
        away_jobs.start(workspace, "csv")


def test_one_that_is_being_written_is_not_removed(workspace: Workspace) -> None:
    write_state(workspace, AwayState("running", "csv", 5, 10, at=time.time()))
    half = workspace.away / ".mien-csv.zip.half.tmp"
    half.write_bytes(b"half")
    with FileLock(workspace.away_lock), pytest.raises(CoreError, match="already"):
        away_jobs.remove(workspace)
    assert half.is_file()
    assert workspace.away_state.is_file()


def test_of_two_tabs_that_start_one_at_once_one_does(filled: DatasetStore) -> None:
    both = Barrier(2)

    def start(kind: str) -> bool:
        both.wait()
        try:
            away_jobs.start(filled.workspace, kind)
        except CoreError:
            return False
        return True

    with ThreadPoolExecutor(2) as tabs:
        assert sorted(tabs.map(start, ("csv", "coco"))) == [False, True]
    wait_until(lambda: away_state(filled.workspace).status != "running")
    assert len(list(filled.workspace.away.glob("mien-*.zip"))) == 1


def test_one_that_was_cut_off_is_told_as_failed(workspace: Workspace) -> None:
    write_state(workspace, AwayState("running", "csv", 5, 10, at=time.time()))
    assert away_state(workspace).status == "failed"
    assert "interrupted" in away_state(workspace).message


def test_a_damaged_state_counts_as_none(workspace: Workspace) -> None:
    workspace.away.mkdir(parents=True)
    workspace.away_state.write_text('{"status": 1, "odd": 2}')
    assert away_state(workspace).status == "none"


def test_a_disk_that_refuses_is_told(workspace: Workspace) -> None:
    workspace.data.mkdir(parents=True)
    workspace.away.write_text("a file where the folder should be")
    with pytest.raises(WorkspaceProblem, match="could not be written"):
        away_jobs.start(workspace, "csv")
    with pytest.raises(WorkspaceProblem, match="could not be written"):
        away_jobs.remove(workspace)
    assert away_state(workspace).status == "none"
