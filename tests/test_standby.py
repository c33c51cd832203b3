"""A worker that waits with TensorFlow loaded takes up a training, and goes when nobody needs it."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest

from core import processes, standby
from core.processes import is_held
from core.runs.run_directory import RunDirectory
from core.standby import SWITCH, Standby
from core.workspace import Workspace
from tests.learning.conftest import make_tiny_run

PATIENCE = 120


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Return the workers that are made ready, in order; all are gone afterwards."""
    monkeypatch.setenv(SWITCH, "1")
    made: list[subprocess.Popen[bytes]] = []

    def start(module: str) -> subprocess.Popen[bytes]:
        made.append(processes.start_waiting(module))
        return made[-1]

    monkeypatch.setattr(standby, "start_waiting", start)
    yield made
    for worker in made:
        worker.kill()
        worker.wait()


def until(true: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.05)


def finished(run: RunDirectory) -> bool:
    return run.state().ended and not is_held(run.lock)


def test_the_waiting_worker_trains(
    workspace: Workspace, workers: list[subprocess.Popen[bytes]]
) -> None:
    ready = Standby()
    ready.prepare()
    ready.prepare()
    run = make_tiny_run(workspace, epochs=1)
    ready.launch(run)
    until(lambda: finished(run))
    assert run.state().status == "finished"
    assert len(workers) == 1
    assert workers[0].wait(PATIENCE) == 0
    assert int(run.worker_pid.read_text()) == workers[0].pid
    assert run.worker_log.is_file()


def test_a_worker_that_died_while_it_waited_costs_no_training(
    workspace: Workspace, workers: list[subprocess.Popen[bytes]]
) -> None:
    ready = Standby()
    ready.prepare()
    workers[0].kill()
    workers[0].wait()
    run = make_tiny_run(workspace, epochs=1)
    ready.launch(run)
    until(lambda: finished(run))
    assert run.state().status == "finished"


def test_a_worker_that_dies_of_being_handed_a_training_costs_none(
    workspace: Workspace, workers: list[subprocess.Popen[bytes]]
) -> None:
    ready = Standby()
    ready.prepare()
    workers[0].send_signal(signal.SIGSTOP)
    run = make_tiny_run(workspace, epochs=1)
    ready.launch(run)
    workers[0].kill()
    until(lambda: finished(run))
    assert run.state().status == "finished"
    assert int(run.worker_pid.read_text()) != workers[0].pid


def test_a_worker_nobody_needs_goes(workers: list[subprocess.Popen[bytes]]) -> None:
    ready = Standby(patience=0.2)
    ready.prepare()
    assert workers[0].wait(PATIENCE) == 0


def test_the_switch_keeps_workers_from_being_made(
    workers: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SWITCH, "0")
    Standby().prepare()
    assert not workers
