"""A backup and its way back beside the app, in processes of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.backup import jobs
from core.backup.jobs import BACKUP, RESTORE, job_state
from core.detached_job import FAILED, NONE, READY, RUNNING, DetachedJob, JobState
from core.errors import CoreError
from core.workspace import Workspace
from tests.backup.sameness import held
from tests.dataset.making import wait_until

START: dict[str, Callable[[Workspace, Path], None]] = {
    BACKUP: lambda workspace, _: jobs.start_backup(workspace),
    RESTORE: lambda workspace, at: jobs.start_restore(workspace, at / "a.zip", at / "b"),
}


def ended(workspace: Workspace, kind: str) -> JobState:
    """Wait for the end of a job and return what it left."""
    wait_until(lambda: job_state(workspace, kind).status != RUNNING)
    return job_state(workspace, kind)


def test_a_project_goes_out_and_comes_back_beside_the_app(
    filled: Workspace, tmp_path: Path
) -> None:
    assert job_state(filled, BACKUP).status == NONE
    jobs.start_backup(filled)
    made = ended(filled, BACKUP)
    path = jobs.default_target(filled)
    assert (made.status, made.done, made.result["path"]) == (READY, 1.0, str(path))
    assert made.result["size"] == jobs.default_target(filled).stat().st_size
    assert "40 photos" in made.result["told"][0]
    jobs.start_restore(filled, path, tmp_path / "back")
    back = ended(filled, RESTORE)
    assert (back.status, back.result["path"]) == (READY, str(tmp_path / "back"))
    assert held(Workspace(tmp_path / "back")) == held(filled)
    jobs.forget(filled, BACKUP)
    assert not jobs.default_target(filled).exists()
    assert job_state(filled, BACKUP).status == NONE


def test_why_it_came_to_nothing_is_told(filled: Workspace, tmp_path: Path) -> None:
    (tmp_path / "photos.zip").write_bytes(b"no zip")
    jobs.start_restore(filled, tmp_path / "photos.zip", tmp_path / "back")
    told = ended(filled, RESTORE)
    assert told.status == FAILED
    assert "not a complete zip" in told.message
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize("kind", jobs.KINDS)
def test_a_second_one_waits(workspace: Workspace, tmp_path: Path, kind: str) -> None:
    job = DetachedJob(workspace.backups / kind, "core.backup_process")
    job.folder.mkdir(parents=True)
    job.tell(JobState(RUNNING, "Writing the backup", 0.3))
    with job.working():
        assert job_state(workspace, kind).done == pytest.approx(0.3)
        with pytest.raises(CoreError, match="already"):
            jobs.forget(workspace, kind)
        with pytest.raises(CoreError, match="already"):
            START[kind](workspace, tmp_path)
