"""A zip made in a process of its own, watched and fetched."""

from __future__ import annotations

import zipfile
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from core.dataset.exchange import away_jobs
from core.dataset.exchange.away_jobs import away_state, zip_path
from core.dataset.store import DatasetStore
from core.detached_job import RUNNING, DetachedJob, JobState
from core.errors import CoreError, WorkspaceProblem
from core.workspace import Workspace
from tests.dataset.making import wait_until


def test_a_zip_is_made_beside_the_app_and_can_be_removed(filled: DatasetStore) -> None:
    place = filled.workspace
    assert away_state(place).status == "none"
    away_jobs.start(place, "folders")
    wait_until(lambda: away_state(place).status != "running")
    now = away_state(place)
    assert (now.status, now.done, now.message) == ("ready", 1.0, "")
    assert now.result["revision"] == filled.revision()
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


def test_one_that_is_being_written_is_neither_made_twice_nor_removed(workspace: Workspace) -> None:
    job = DetachedJob(workspace.away, "core.away_process")
    job.folder.mkdir(parents=True)
    job.tell(JobState(RUNNING, "Writing 5 of 10 photos", 0.5))
    half = workspace.away / ".mien-csv.zip.half.tmp"
    half.write_bytes(b"half")
    with job.working():
        with pytest.raises(CoreError, match="already"):
            away_jobs.start(workspace, "csv")
        with pytest.raises(CoreError, match="already"):
            away_jobs.remove(workspace)
    assert half.is_file()
    assert away_state(workspace).message == "Interrupted: try again."


def test_what_another_format_and_a_killed_one_left_is_cleared(filled: DatasetStore) -> None:
    away = filled.workspace.away
    away.mkdir(parents=True)
    for left in (zip_path(filled.workspace, "coco"), away / ".mien-csv.zip.half.tmp"):
        left.write_bytes(b"old")
    away_jobs.start(filled.workspace, "csv")
    wait_until(lambda: away_state(filled.workspace).status == "ready")
    assert [each.name for each in away.glob("*mien*")] == ["mien-csv.zip"]


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


def test_a_disk_that_refuses_is_told(workspace: Workspace) -> None:
    workspace.data.mkdir(parents=True)
    workspace.away.write_text("a file where the folder should be")
    with pytest.raises(WorkspaceProblem, match="could not be written"):
        away_jobs.start(workspace, "csv")
    with pytest.raises(WorkspaceProblem, match="could not be written"):
        away_jobs.remove(workspace)
    assert away_state(workspace).status == "none"
