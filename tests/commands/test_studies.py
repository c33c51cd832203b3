"""Searches and learning curves from the command line."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from core.runs.launcher import request_stop
from core.runs.run_directory import RunDirectory, list_runs
from core.runs.studies import LEARNING_CURVE, SEARCH, list_studies
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
