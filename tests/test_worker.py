"""The worker as a process of its own: killed, stopped, queued, failing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.errors import CannotEnd, CannotResume
from core.runs.launcher import active_run, end_at_once, request_stop, resume, start
from core.runs.run_directory import RunDirectory
from core.runs.state import RunState
from core.workspace import PROJECT, Workspace
from tests.learning.conftest import make_tiny_run

PATIENCE = 120

Started = Callable[..., tuple[RunDirectory, subprocess.Popen[bytes]]]


@pytest.fixture
def started(workspace: Workspace) -> Iterator[Started]:
    """Return a function that makes a run and starts its worker; all are gone afterwards."""
    workers: list[subprocess.Popen[bytes]] = []

    def begin(**settings: Any) -> tuple[RunDirectory, subprocess.Popen[bytes]]:
        run = make_tiny_run(workspace, **settings)
        command = [sys.executable, "-m", "core.worker", str(run.path)]
        worker = subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.DEVNULL)
        workers.append(worker)
        return run, worker

    yield begin
    for worker in workers:
        worker.kill()
        worker.wait()


def until(run: RunDirectory, wanted: Callable[[RunState], bool]) -> RunState:
    """Return the first state that is as wanted."""
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        state = run.state()
        if wanted(state):
            return state
        time.sleep(0.02)
    pytest.fail(f"The run is still {run.state()}.")


def test_a_killed_run_reads_as_interrupted_and_is_resumed_to_its_end(
    started: Started, workspace: Workspace
) -> None:
    whole, worker = started(epochs=40)
    assert worker.wait(PATIENCE) == 0
    run, worker = started(epochs=40)
    until(run, lambda state: len(state.history) >= 5)
    found = active_run(workspace)
    assert found is not None
    assert found.run_id == run.run_id
    worker.kill()
    worker.wait()
    state = run.state()
    assert state.status == "interrupted"
    assert len(state.history) >= 5
    assert not run.finished
    assert active_run(workspace) is None
    assert run.resumable
    resume(run)
    assert run.state().status == "starting"
    with pytest.raises(CannotResume):
        resume(run)
    state = until(run, lambda state: state.status == "finished" and not run.alive)
    assert [record.epoch for record in state.history] == list(range(1, 41))
    assert run.predictions.read_bytes() == whole.predictions.read_bytes()
    assert sum("resumed" in line for line in run.events.read_text().splitlines()) == 1
    assert not run.checkpoints.exists()
    assert not run.resumable


def test_a_stopped_run_is_resumed_and_its_model_serves_meanwhile(started: Started) -> None:
    run, worker = started(epochs=1000)
    until(run, lambda state: len(state.history) >= 2)
    request_stop(run)
    stopped = until(run, lambda state: state.ended)
    worker.wait(PATIENCE)
    resume(run)
    until(run, lambda state: len(state.history) > len(stopped.history))
    run.verify()
    request_stop(run)
    again = until(run, lambda state: state.ended)
    assert again.status == "stopped"
    assert [record.epoch for record in again.history] == list(range(1, len(again.history) + 1))
    run.verify()


def test_a_run_that_diverged_keeps_no_way_on(started: Started) -> None:
    run, worker = started(epochs=9, learning_rate=10, dense_units=256)
    assert worker.wait(PATIENCE) == 1
    assert run.state().status == "failed"
    assert not run.checkpoints.exists()
    with pytest.raises(CannotResume, match="failed"):
        resume(run)


def test_runs_wait_for_their_turn_may_leave_the_queue_and_be_put_back(started: Started) -> None:
    first, _ = started(epochs=1000)
    until(first, lambda state: state.status == "training")
    second, patient = started(epochs=1)
    third, leaving = started(epochs=1)
    until(second, lambda state: state.status == "queued")
    until(third, lambda state: state.status == "queued")
    request_stop(third)
    assert until(third, lambda state: state.ended).status == "stopped"
    assert leaving.wait(PATIENCE) == 0
    assert not third.finished
    resume(third)
    until(third, lambda state: state.status == "queued")
    request_stop(first)
    assert until(first, lambda state: state.ended).status == "stopped"
    assert until(second, lambda state: state.ended).status == "finished"
    assert patient.wait(PATIENCE) == 0
    assert until(third, lambda state: state.ended).status == "finished"


def test_a_failure_is_told_in_a_sentence(started: Started, workspace: Workspace) -> None:
    run = make_tiny_run(workspace)
    for item in run.pictures:
        workspace.picture(item.id, item.suffix).unlink()
    start(workspace, run.run_id)
    state = until(run, lambda state: state.ended)
    assert state.status == "failed"
    assert "Import the photos again" in state.message


def test_something_unforeseen_is_told_and_logged_in_full(workspace: Workspace) -> None:
    run = make_tiny_run(workspace)
    split = json.loads((run.path / "split.json").read_text())
    at = split["columns"].index("id")
    rows = [[*row[:at], 99, *row[at + 1 :]] for row in split["pictures"]]
    (run.path / "split.json").write_text(json.dumps({**split, "pictures": rows}))
    start(workspace, run.run_id)
    state = until(run, lambda state: state.ended)
    assert state.status == "failed"
    assert "Error" in state.message
    assert "Traceback" in run.worker_log.read_text()


def test_a_run_is_trained_once_only(started: Started, workspace: Workspace) -> None:
    run, worker = started(epochs=1)
    assert worker.wait(PATIENCE) == 0
    before = run.events.read_bytes()
    command = [sys.executable, "-m", "core.worker", str(run.path)]
    again = subprocess.run(command, cwd=PROJECT, capture_output=True, timeout=PATIENCE, check=False)
    assert again.returncode == 1
    assert b"make a new one" in again.stderr
    assert run.events.read_bytes() == before


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="only Unix can halt a process")
def test_a_worker_that_does_not_answer_is_ended_and_its_run_resumed(started: Started) -> None:
    run, worker = started(epochs=40)
    until(run, lambda state: len(state.history) >= 2)
    worker.send_signal(signal.SIGSTOP)
    long_ago = time.time() - 3600
    os.utime(run.events, (long_ago, long_ago))
    assert run.state().status == "stalled"
    end_at_once(run)
    worker.wait(PATIENCE)
    assert run.state().status == "interrupted"
    with pytest.raises(CannotEnd):
        end_at_once(run)
    resume(run)
    assert until(run, lambda state: state.ended).status == "finished"
