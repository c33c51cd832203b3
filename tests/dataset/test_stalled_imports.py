"""An import whose process does nothing any more is noticed, ended, and goes on."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.dataset.import_folders import find_job
from core.dataset.importing import import_progress, run_import, start_import
from core.dataset.stalled_imports import STALLS_AFTER, end_import, quiet_seconds
from core.dataset.store import DatasetStore
from core.doctor.examining import examine
from core.errors import CoreError
from core.processes import is_held
from core.workspace import Workspace
from tests.catalogue.aftermath import is_plain
from tests.dataset.making import happy_and_sad, wait_until

pytestmark = [
    pytest.mark.on_sqlite,
    pytest.mark.skipif(sys.platform == "win32", reason="processes cannot be stopped there"),
]

EACH = 500


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return happy_and_sad(tmp_path / "many.zip", EACH)


@pytest.fixture
def stalled(workspace: Workspace, source: Path) -> Iterator[str]:
    """Return the id of an import whose process was stopped while it read photos."""
    job = find_job(workspace, start_import(workspace, source))
    wait_until(lambda: job.progress().total == 2 * EACH and job.process.is_file())
    process = int(job.process.read_text())
    os.kill(process, signal.SIGSTOP)
    assert job.progress().status == "running"
    assert quiet_seconds(workspace, job.id) == 0
    before = time.time() - 2 * STALLS_AFTER
    os.utime(job.progress_file, (before, before))
    yield job.id
    if is_held(job.lock):
        os.kill(process, signal.SIGKILL)


def test_it_is_noticed(workspace: Workspace, stalled: str) -> None:
    assert quiet_seconds(workspace, stalled) == pytest.approx(2 * STALLS_AFTER, abs=60)
    [told] = [each.sentence for each in examine(workspace) if each.about == "jobs"]
    is_plain(told, "many", "told nothing for a while", "end it")


def test_it_is_ended_and_goes_on(workspace: Workspace, source: Path, stalled: str) -> None:
    end_import(workspace, stalled)
    assert import_progress(workspace, stalled).status == "interrupted"
    assert quiet_seconds(workspace, stalled) == 0
    end_import(workspace, stalled)  # a second press does nothing
    report = run_import(workspace, source, workers=0)
    assert report.id == stalled
    with DatasetStore.open(workspace) as store:
        assert store.summary().total == 2 * EACH


def test_a_process_that_is_not_known_is_told(workspace: Workspace, stalled: str) -> None:
    job = find_job(workspace, stalled)
    known = job.process.read_text()
    job.process.unlink()
    with pytest.raises(CoreError) as refusal:
        end_import(workspace, stalled)
    is_plain(str(refusal.value), "cannot be ended", "are safe", "restart the computer")
    job.process.write_text(known)


def test_an_import_that_tells_or_has_ended_is_none(workspace: Workspace, tmp_path: Path) -> None:
    done = run_import(workspace, happy_and_sad(tmp_path / "few.zip", 2), workers=0)
    job = find_job(workspace, done.id)
    os.utime(job.progress_file, (0, 0))
    assert quiet_seconds(workspace, done.id) == 0
