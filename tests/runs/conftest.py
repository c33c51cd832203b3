"""Runs made by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.runs.run_directory import RunDirectory, TrainingPicture
from core.runs.spec import TrainConfig
from core.workspace import Workspace

MakeRun = Callable[[str], RunDirectory]

PICTURES = [
    TrainingPicture("aa", ".png", 0, "train"),
    TrainingPicture("bb", ".jpg", 1, "validation"),
]


@pytest.fixture
def make_run(workspace: Workspace) -> MakeRun:
    """Return a function that makes a run that nobody has started."""

    def make(name: str) -> RunDirectory:
        return RunDirectory.create(
            workspace, name, TrainConfig(), ["sad", "happy"], PICTURES, last_event=7
        )

    return make


@pytest.fixture
def run(make_run: MakeRun) -> RunDirectory:
    """Return one such run."""
    return make_run("First try")
