"""Name, star and bin leave what was frozen as it is, and a deleted run comes back whole."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from filelock import FileLock

from core.errors import CannotDelete, InvalidName, RunNotFound, WorkspaceProblem
from core.runs.bin import KEPT_DAYS, binned_runs, delete, empty, undelete
from core.runs.marks import rename, star
from core.runs.run_directory import RunDirectory, list_runs
from core.workspace import Workspace


@pytest.fixture
def ended(run: RunDirectory) -> RunDirectory:
    """Return a run that nobody works on."""
    long_ago = time.time() - 3600
    os.utime(run.path / "spec.json", (long_ago, long_ago))
    return run


def test_a_new_name_counts_from_then_on(workspace: Workspace, run: RunDirectory) -> None:
    before = (run.path / "spec.json").read_bytes()
    rename(run, "  With \n glasses ")
    assert run.name == RunDirectory.open(workspace, run.run_id).name == "With glasses"
    assert (run.path / "spec.json").read_bytes() == before


@pytest.mark.parametrize("name", ["", "  \n", "x" * 81])
def test_a_name_that_is_none_is_refused(run: RunDirectory, name: str) -> None:
    with pytest.raises(InvalidName, match="1 to 80"):
        rename(run, name)
    assert run.name == "First try"


def test_a_star_comes_and_goes_and_leaves_the_name(run: RunDirectory) -> None:
    rename(run, "Best")
    star(run)
    assert (run.starred, run.name) == (True, "Best")
    star(run, starred=False)
    assert (run.starred, run.name) == (False, "Best")


def test_a_torn_file_of_marks_costs_no_more_than_the_marks(run: RunDirectory) -> None:
    rename(run, "Best")
    run.marks.write_bytes(run.marks.read_bytes()[:5])
    assert (run.name, run.starred) == ("First try", False)


def test_a_deleted_run_is_gone_and_comes_back_as_it_was(
    workspace: Workspace, ended: RunDirectory
) -> None:
    rename(ended, "Best")
    delete(ended)
    assert list_runs(workspace) == []
    assert [run.run_id for run in binned_runs(workspace)] == [ended.run_id]
    with pytest.raises(RunNotFound):
        RunDirectory.open(workspace, ended.run_id)
    back = undelete(workspace, ended.run_id)
    assert (back.name, back.path) == ("Best", ended.path)
    assert binned_runs(workspace) == []


def test_two_who_delete_it_at_once_both_find_it_in_the_bin(
    workspace: Workspace, ended: RunDirectory
) -> None:
    together = threading.Barrier(4)

    def click(_: int) -> None:
        together.wait()
        delete(RunDirectory(ended.path))

    with ThreadPoolExecutor(4) as tabs:
        assert list(tabs.map(click, range(4))) == [None] * 4
    assert list_runs(workspace) == []
    assert [run.run_id for run in binned_runs(workspace)] == [ended.run_id]


def test_a_run_that_goes_on_is_not_deleted(workspace: Workspace, ended: RunDirectory) -> None:
    with FileLock(ended.lock), pytest.raises(CannotDelete, match="Stop it first"):
        delete(ended)
    assert len(list_runs(workspace)) == 1


def test_a_run_that_was_never_deleted_cannot_come_back(workspace: Workspace) -> None:
    with pytest.raises(RunNotFound, match="in the bin"):
        undelete(workspace, "20260101-000000-abcd")
    with pytest.raises(RunNotFound):
        undelete(workspace, "../../etc")


def test_the_bin_is_emptied_of_what_lay_in_it_too_long(
    workspace: Workspace, ended: RunDirectory
) -> None:
    delete(ended)
    now = datetime.now(UTC)
    assert empty(workspace, now + timedelta(days=KEPT_DAYS - 1)) == []
    (workspace.shares / ended.run_id).mkdir(parents=True)
    assert empty(workspace, now + timedelta(days=KEPT_DAYS + 1)) == [ended.run_id]
    assert not (workspace.shares / ended.run_id).exists()
    assert binned_runs(workspace) == []


def test_a_run_that_somebody_else_deleted_reads_as_ended(ended: RunDirectory) -> None:
    assert ended.name
    delete(ended)
    assert ended.state().ended
    assert not ended.going


def test_a_disk_that_refuses_is_told_in_a_sentence(ended: RunDirectory) -> None:
    ended.marks.mkdir()
    ended.workspace.run_bin.write_text("in the way")
    for act in (star, delete, lambda each: rename(each, "Mine")):
        with pytest.raises(WorkspaceProblem, match="cannot be changed") as refusal:
            act(ended)
        assert str(ended.path.parent) in refusal.value.expected
    assert ended.exists
