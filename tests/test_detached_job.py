"""A job in a process of its own is started once, watched, and its death is noticed."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from core.detached_job import FAILED, NONE, READY, RUNNING, DetachedJob
from core.errors import CoreError, WorkspaceProblem
from tests.dataset.making import wait_until


@pytest.fixture
def job(tmp_path: Path) -> DetachedJob:
    return DetachedJob(tmp_path / "job", "tests.sleeping_job")


def test_a_job_tells_how_far_it_is_and_what_it_made(job: DetachedJob) -> None:
    assert job.state().status == NONE
    job.start(["0.5"])
    assert job.state().status == RUNNING
    wait_until(lambda: job.state().status == READY)
    assert job.state().result == {"slept": "0.5"}
    job.start(["0"])  # an ended one can be started anew
    wait_until(lambda: job.state().result == {"slept": "0"})


def test_a_second_press_starts_no_second_job(job: DetachedJob) -> None:
    job.start(["1"])
    with pytest.raises(CoreError, match="already"):
        job.start(["0"])
    wait_until(lambda: job.state().status == READY)
    assert job.state().result == {"slept": "1"}


def test_a_killed_job_is_told_as_interrupted(job: DetachedJob) -> None:
    job.start(["60"])
    wait_until(lambda: "pid" in job.state().result)
    os.kill(job.state().result["pid"], signal.SIGKILL)
    wait_until(lambda: job.state().status == FAILED)
    assert job.state().message == "Interrupted: try again."
    job.start(["0"])
    wait_until(lambda: job.state().status == READY)


def test_what_is_under_way_is_not_forgotten(job: DetachedJob) -> None:
    job.start(["60"])
    wait_until(lambda: "pid" in job.state().result)
    with pytest.raises(CoreError, match="already"):
        job.forget()
    os.kill(job.state().result["pid"], signal.SIGKILL)
    wait_until(lambda: job.state().status == FAILED)
    (job.folder / "made").write_text("a file")
    job.forget()
    assert job.state().status == NONE
    assert not (job.folder / "made").exists()


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("refuse", "There is nothing to make. Add photos."),
        ("full", "The disk refused: No space left on device. Free some space on the disk"),
        ("fault", "The disk refused: Input/output error. Check that the disk is well, then try"),
        ("closed", "The disk refused: Permission denied. Check that the folder may be written to,"),
        ("break", "It failed unexpectedly: RuntimeError."),
    ],
)
def test_why_it_came_to_nothing_is_told_beside_what_was_made(
    job: DetachedJob, how: str, told: str
) -> None:
    job.start([how])
    wait_until(lambda: job.state().status == FAILED)
    assert job.state().message.startswith(told)
    assert "pid" in job.state().result


@pytest.mark.parametrize("state", ['{"status": "rea', '{"status": 7}', '{"done": "half"}', "[]"])
def test_a_torn_state_counts_as_none(job: DetachedJob, state: str) -> None:
    job.folder.mkdir()
    (job.folder / "state.json").write_text(state)
    assert job.state().status == NONE


def test_a_disk_that_refuses_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WorkspaceProblem, match="could not be written"):
        DetachedJob(tmp_path / "file" / "job", "tests.sleeping_job").start(["0"])
