"""Searches and learning curves from the command line."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from filelock import FileLock

from core.runs.events import EventWriter
from core.runs.launcher import request_stop
from core.runs.run_directory import RunDirectory, list_runs
from core.runs.studies import LEARNING_CURVE, SEARCH, Study, list_studies
from core.workspace import Workspace
from tests.commands.conftest import Ask

SMALL = ("--network", "cnn-16-32-16")


@pytest.fixture
def own(trained: Path, tmp_path: Path) -> Path:
    """Return a copy of the trained workspace."""
    return shutil.copytree(trained, tmp_path / "own")


def wait_for(run: RunDirectory) -> str:
    """Return how a training ended."""
    for _ in range(600):
        if run.state().ended:
            return run.state().status
        time.sleep(0.2)
    pytest.fail("It did not end.")


def test_a_search_leaves_a_normal_training_with_the_best(own: Path, ask: Ask) -> None:
    document = ask(own, "search", "--tries", "1", *SMALL, "--follow").document
    assert (document["kind"], document["status"]) == (SEARCH, "finished")
    assert document["best"]["config"]["architecture"] == "cnn-16-32-16"
    run = RunDirectory.open(Workspace(own), document["chosen_run"])
    assert wait_for(run) == "finished"
    assert run.name == "Best of the search"
    assert run.config.to_json() == document["best"]["config"]


def test_a_search_is_stopped_and_goes_on(own: Path, ask: Ask) -> None:
    document = ask(own, "search", "--minutes", "5", *SMALL).document
    stopped = ask(own, "stop").document
    assert stopped["run_id"] == document["study_id"]
    study = list_studies(Workspace(own))[0]
    assert wait_for(study) == "stopped"
    assert ask(own, "search", "--resume").document["status"] == "starting"
    request_stop(study)
    time.sleep(1)
    assert wait_for(study) == "stopped"


def test_stop_means_what_works_and_not_what_waits(
    own: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.runs.launcher.start_detached", lambda *_: 0)
    waiting = ask(own, "search", *SMALL).document["study_id"]
    working = RunDirectory.open(Workspace(own), ask(own, "train").document["run_id"])
    with FileLock(working.lock), EventWriter(working.events) as diary:
        diary.write("started", epochs=3, message="Getting ready.")
        assert ask(own, "stop").document["run_id"] == working.run_id
        diary.write("stopped", message="It was stopped.")
    assert ask(own, "stop").document["run_id"] == waiting


def test_how_a_study_that_was_ended_goes_on_is_said(
    own: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.runs.launcher.end_process", lambda _: None)
    monkeypatch.setattr("core.runs.launcher.start_detached", lambda *_: 0)
    ask(own, "learning-curve", "latest")
    (study,) = list_studies(Workspace(own))
    study.worker_pid.write_text("0")
    with FileLock(study.lock):
        assert "core learning-curve --resume" in ask(own, "stop", "--now", as_json=False).out


@pytest.mark.parametrize("minutes", ["0", "-3", "100000", "nan"])
def test_an_impossible_time_is_refused(own: Path, ask: Ask, minutes: str) -> None:
    said = ask(own, "search", f"--minutes={minutes}")
    assert said.status == 1
    assert "minutes" in said.document["error"]
    assert list_studies(Workspace(own)) == []


def test_nothing_to_go_on_with_is_said(own: Path, ask: Ask) -> None:
    for command in ("search", "learning-curve"):
        said = ask(own, command, "--resume")
        assert said.status == 1
        assert "Start a new one" in said.err


def test_a_learning_curve_keeps_the_settings_of_its_training(own: Path, ask: Ask) -> None:
    document = ask(own, "learning-curve", "latest").document
    study = list_studies(Workspace(own))[0]
    request_stop(study)
    assert document["kind"] == LEARNING_CURVE
    assert study.config == list_runs(Workspace(own))[0].config
    assert wait_for(study) == "stopped"


def spent_search(own: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch, *options: str) -> Study:
    """Return a search whose only try used up everything without getting through a round."""
    monkeypatch.setattr("core.runs.launcher.start_detached", lambda *_: 0)
    ask(own, "search", *options, *SMALL)
    (study,) = list_studies(Workspace(own))
    nothing = {"accuracy": None, "loss": None, "message": ""}
    with EventWriter(study.events) as diary:
        diary.write("attempt", number=0, facts={"step size": 0.1}, config=study.config.to_json())
        diary.write("attempt_ended", number=0, status="stopped", seconds=60.0, **nothing)
        diary.write("failed", message="No settings got through a single round in the time given.")
    return study


def test_a_search_whose_time_is_used_up_goes_on_with_more(
    own: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = spent_search(own, ask, monkeypatch, "--minutes", "1")
    assert not study.resumable
    said = ask(own, "search", "--resume")
    assert said.status == 1
    assert said.document["error"].startswith("The time of Search 1 is used up")
    assert "search --resume --minutes 10" in said.err
    assert ask(own, "search", "--resume", "--minutes=-1").status == 1
    assert study.budget.minutes == 1
    assert ask(own, "search", "--resume", "--minutes", "5").document["status"] == "starting"
    assert study.budget.minutes == 6


def test_a_search_whose_tries_are_used_up_goes_on_with_more(
    own: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = spent_search(own, ask, monkeypatch, "--minutes", "5", "--tries", "1")
    assert "The tries of Search 1 are used up" in ask(own, "search", "--resume").err
    ask(own, "search", "--resume", "--tries", "2")
    assert (study.budget.minutes, study.budget.tries) == (5, 3)


def test_a_search_that_is_under_way_is_said_to_be(
    own: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.runs.launcher.start_detached", lambda *_: 0)
    ask(own, "search", *SMALL)
    said = ask(own, "search", "--resume")
    assert (said.status, said.document["error"]) == (1, "Search 1 is under way.")
