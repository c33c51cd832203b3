"""A run on disk says what was asked, what happened, and whether anybody still works on it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from filelock import FileLock

from core.errors import RunDamaged, RunNotFound
from core.files import sha256_file, write_json
from core.runs.events import EventWriter
from core.runs.run_directory import RunDirectory, list_runs
from core.runs.spec import TrainConfig
from core.workspace import Workspace
from tests.runs.conftest import PICTURES, MakeRun


def an_hour_old(path: Path) -> None:
    os.utime(path, (time.time() - 3600, time.time() - 3600))


def a_day_ahead(path: Path) -> None:
    """Leave a file as it was left before the clock was set back."""
    os.utime(path, (time.time() + 86_400, time.time() + 86_400))


def finish(run: RunDirectory) -> None:
    run.model.write_bytes(b"weights")
    write_json(run.manifest, {"sha256": {run.model.name: sha256_file(run.model)}})


def test_what_was_frozen_is_read_back(workspace: Workspace, run: RunDirectory) -> None:
    again = RunDirectory.open(workspace, run.run_id)
    assert again.name == "First try"
    assert again.config == TrainConfig()
    assert again.classes == ["sad", "happy"]
    assert again.pictures == PICTURES
    assert again.spec["last_event"] == 7


def test_runs_made_within_a_second_are_listed_newest_first(
    workspace: Workspace, make_run: MakeRun
) -> None:
    made = [make_run(name).run_id for name in "abcdefgh"]
    assert [run.run_id for run in list_runs(workspace)] == made[::-1]


def test_a_run_that_does_not_exist_is_not_found(workspace: Workspace) -> None:
    with pytest.raises(RunNotFound):
        RunDirectory.open(workspace, "20260101-000000-abcd")
    with pytest.raises(RunNotFound):
        RunDirectory.open(workspace, "../../etc")


def test_runs_are_listed_newest_first(workspace: Workspace, make_run: MakeRun) -> None:
    made = [make_run(str(number)).run_id for number in range(3)]
    assert [run.run_id for run in list_runs(workspace)] == sorted(made, reverse=True)


def test_a_half_made_folder_is_no_run(workspace: Workspace, run: RunDirectory) -> None:
    (workspace.models / "20260101-000000-abcd").mkdir()
    assert [item.run_id for item in list_runs(workspace)] == [run.run_id]


def test_a_run_that_was_just_made_is_starting(run: RunDirectory) -> None:
    assert run.state().status == "starting"


def test_a_run_whose_worker_never_came_reads_as_interrupted(run: RunDirectory) -> None:
    an_hour_old(run.path / "spec.json")
    state = run.state()
    assert (state.status, state.ended) == ("interrupted", True)
    assert "could not be started" in state.message


def test_a_run_that_never_began_does_not_start_for_a_day_because_the_clock_went_back(
    run: RunDirectory,
) -> None:
    a_day_ahead(run.path / "spec.json")
    assert run.state().status == "interrupted"
    run.resume_request.touch()
    assert run.state().status == "starting"
    a_day_ahead(run.resume_request)
    assert run.state().status == "interrupted"
    assert not run.going


def test_a_worker_that_stalled_before_the_clock_went_back_is_told(run: RunDirectory) -> None:
    with FileLock(run.lock), EventWriter(run.events) as diary:
        diary.write("training", epochs=3, steps=4)
        a_day_ahead(run.events)
        assert run.state().status == "stalled"
        diary.beat()
        assert run.state().status == "training"


def test_a_diary_without_an_end_and_without_a_writer_is_interrupted(run: RunDirectory) -> None:
    with EventWriter(run.events) as diary:
        diary.write("training", epochs=3, steps=4)
    assert run.state().status == "interrupted"


def test_a_worker_that_holds_its_lock_is_believed(run: RunDirectory) -> None:
    with FileLock(run.lock), EventWriter(run.events) as diary:
        diary.write("training", epochs=3, steps=4)
        assert run.state().status == "training"


def test_a_worker_that_says_nothing_for_long_has_stalled(run: RunDirectory) -> None:
    with FileLock(run.lock), EventWriter(run.events) as diary:
        diary.write("training", epochs=3, steps=4)
        an_hour_old(run.events)
        assert run.state().status == "stalled"
        diary.beat()
        assert run.state().status == "training"


@pytest.mark.parametrize("end", ["finished", "stopped", "failed"])
def test_an_end_in_the_diary_is_final(run: RunDirectory, end: str) -> None:
    with EventWriter(run.events) as diary:
        diary.write(end, message="So it was.")
    assert (run.state().status, run.state().message) == (end, "So it was.")


def test_a_run_cut_off_after_its_last_file_is_finished(run: RunDirectory) -> None:
    with EventWriter(run.events) as diary:
        diary.write("evaluating")
    finish(run)
    assert run.state().status == "finished"


def test_states_are_read_on_from_where_they_were(run: RunDirectory) -> None:
    with FileLock(run.lock), EventWriter(run.events) as diary:
        diary.write("batch", epoch=1, step=1, steps=9)
        assert run.state().step == 1
        diary.write("batch", epoch=1, step=2, steps=9)
        assert run.state().step == 2


def test_an_untouched_model_verifies_and_a_changed_one_does_not(run: RunDirectory) -> None:
    finish(run)
    run.verify()
    run.model.write_bytes(b"weightz")
    with pytest.raises(RunDamaged, match=r"model\.keras"):
        run.verify()


def test_a_run_without_a_manifest_does_not_verify(run: RunDirectory) -> None:
    assert not run.finished
    with pytest.raises(RunDamaged, match="manifest"):
        run.verify()


def test_a_manifest_that_leaves_the_model_out_does_not_verify(run: RunDirectory) -> None:
    run.model.write_bytes(b"weights")
    for hashes in ({}, {"spec.json": "0" * 64}, [], None):
        write_json(run.manifest, {"sha256": hashes})
        with pytest.raises(RunDamaged):
            run.verify()


@pytest.mark.parametrize(
    ("key", "value"),
    [("classes", "happy"), ("classes", ["a", "a"]), ("classes", ["a", 7]), ("notes", [1])],
    ids=str,
)
def test_a_spec_of_another_shape_is_damaged(
    workspace: Workspace, run: RunDirectory, key: str, value: object
) -> None:
    write_json(run.path / "spec.json", {**run.spec, key: value})
    with pytest.raises(RunDamaged, match=r"spec\.json"):
        getattr(RunDirectory.open(workspace, run.run_id), key)


def test_a_damaged_spec_is_told_by_name(workspace: Workspace, run: RunDirectory) -> None:
    (run.path / "spec.json").write_bytes(b'{"na')
    with pytest.raises(RunDamaged, match=r"spec\.json"):
        _ = RunDirectory.open(workspace, run.run_id).name
