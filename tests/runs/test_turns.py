"""One training at a time, the oldest first, and a stop request ends the waiting."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from filelock import FileLock

from core.runs.events import EventWriter
from core.runs.launcher import active_run, request_stop, waiting_runs
from core.runs.run_directory import RunDirectory
from core.runs.turns import turn
from core.workspace import Workspace
from tests.runs.conftest import MakeRun

PATIENCE = 20


class Waiting:
    """A run that waits for its turn in a thread, as its worker would in a process."""

    def __init__(self, run: RunDirectory) -> None:
        self.run = run
        self.granted: bool | None = None
        self._thread = threading.Thread(target=self._wait)
        self._thread.start()

    def _wait(self) -> None:
        with ExitStack() as held:
            held.enter_context(FileLock(self.run.lock))
            diary = held.enter_context(EventWriter(self.run.events))
            self.granted = held.enter_context(turn(self.run, diary))

    def until_queued(self) -> None:
        until = time.monotonic() + PATIENCE
        while self.run.state().status != "queued" and time.monotonic() < until:
            time.sleep(0.01)
        assert self.run.state().status == "queued"

    def end(self) -> None:
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


@contextmanager
def training(workspace: Workspace) -> Iterator[None]:
    """Hold the place, as a training does."""
    with FileLock(workspace.training_lock):
        yield


def test_a_free_place_is_taken_at_once_and_given_back(run: RunDirectory) -> None:
    with EventWriter(run.events) as diary:
        for _ in range(2):
            with turn(run, diary) as granted:
                assert granted
    assert not run.events.read_bytes()


def test_the_place_is_given_back_when_a_training_fails(run: RunDirectory) -> None:
    with EventWriter(run.events) as diary:
        with pytest.raises(ZeroDivisionError), turn(run, diary):
            _ = 1 / 0
        with turn(run, diary) as granted:
            assert granted


def test_a_second_training_waits_until_the_first_has_ended(
    workspace: Workspace, run: RunDirectory
) -> None:
    with training(workspace):
        second = Waiting(run)
        second.until_queued()
    second.end()
    assert second.granted


def test_an_older_run_that_waits_goes_first(workspace: Workspace, make_run: MakeRun) -> None:
    older, newer = sorted((make_run("a"), make_run("b")), key=lambda run: run.run_id)
    with ExitStack() as alive:
        alive.enter_context(FileLock(older.lock))
        alive.enter_context(EventWriter(older.events))
        waiting = Waiting(newer)
        waiting.until_queued()
    waiting.end()
    assert waiting.granted


def test_an_older_run_whose_worker_is_only_coming_up_goes_first(make_run: MakeRun) -> None:
    older, newer = sorted((make_run("a"), make_run("b")), key=lambda run: run.run_id)
    waiting = Waiting(newer)
    waiting.until_queued()
    with FileLock(older.lock), EventWriter(older.events) as diary, turn(older, diary) as granted:
        assert granted
        assert waiting.granted is None
    waiting.end()
    assert waiting.granted


def test_an_older_run_whose_worker_never_came_up_holds_nobody(make_run: MakeRun) -> None:
    older, newer = sorted((make_run("a"), make_run("b")), key=lambda run: run.run_id)
    waiting = Waiting(newer)
    waiting.until_queued()
    long_ago = time.time() - 3600
    os.utime(older.path / older.settings_file, (long_ago, long_ago))
    waiting.end()
    assert waiting.granted


def test_a_stop_request_ends_the_waiting(workspace: Workspace, run: RunDirectory) -> None:
    with training(workspace):
        waiting = Waiting(run)
        waiting.until_queued()
        request_stop(run)
        waiting.end()
    assert waiting.granted is False


def test_the_active_run_is_the_one_that_trains(workspace: Workspace, make_run: MakeRun) -> None:
    first, second = make_run("a"), make_run("b")
    with ExitStack() as stack:
        for run, event in ((first, "queued"), (second, "training")):
            stack.enter_context(FileLock(run.lock))
            stack.enter_context(EventWriter(run.events)).write(event)
        found = active_run(workspace)
    assert found is not None
    assert found.run_id == second.run_id


def test_a_run_that_is_open_already_is_asked_and_its_diary_not_read_anew(
    workspace: Workspace, run: RunDirectory
) -> None:
    with FileLock(run.lock), EventWriter(run.events) as diary:
        diary.write("training", epochs=3, steps=1)
        assert active_run(workspace, [run]) is run
        assert waiting_runs(workspace, [run]) == []
        assert active_run(workspace, []) is None


def test_without_a_living_run_nothing_is_active(workspace: Workspace, run: RunDirectory) -> None:
    with EventWriter(run.events) as diary:
        diary.write("training", epochs=3, steps=1)
    assert active_run(workspace) is None


def test_those_who_wait_are_listed_in_their_order(workspace: Workspace, make_run: MakeRun) -> None:
    made = [make_run(name) for name in "abc"]
    with ExitStack() as stack:
        for run, event in zip(made, ("queued", "training", "queued"), strict=True):
            stack.enter_context(FileLock(run.lock))
            stack.enter_context(EventWriter(run.events)).write(event)
        found = [run.run_id for run in waiting_runs(workspace)]
    assert found == sorted(run.run_id for run in (made[0], made[2]))
    assert waiting_runs(workspace) == []
