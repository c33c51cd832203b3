"""Trainings side by side."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from core.files import read_json, write_json
from core.runs.run_directory import RunDirectory, list_runs
from core.workspace import Workspace
from tests.pages.conftest import Open
from tests.pages.test_pages import words

OnWorkspace = Callable[[Workspace], Open]
COMPARE = "app_pages/compare.py"


def twin(workspace: Workspace, name: str, seed: int, *, wrong: bool = False) -> RunDirectory:
    """Copy the only training, with another name and seed, perhaps with every answer turned."""
    first = list_runs(workspace)[-1]
    run = RunDirectory(workspace.models / f"20990101-00000{seed}-abcd")
    shutil.copytree(first.path, run.path)
    spec = read_json(run.path / "spec.json")
    spec.update(name=name, run_id=run.run_id)
    spec["config"]["seed"] = seed
    write_json(run.path / "spec.json", spec)
    if wrong:
        rows = read_json(run.predictions)
        for row in rows:
            label = row["class_index"]
            row["probabilities"] = [0.2, 0.8] if label == 0 else [0.8, 0.2]
        write_json(run.predictions, rows)
    return run


def test_one_training_is_not_enough(filled: Workspace, open_page: OnWorkspace) -> None:
    app = open_page(filled)(COMPARE)
    assert "two trainings" in words(app)


def test_two_trainings_side_by_side(filled: Workspace, open_page: OnWorkspace) -> None:
    twin(filled, "Second", 1)
    app = open_page(filled)(COMPARE)
    assert not app.exception
    assert not app.error
    assert "very same photos right" in words(app)
    figures, settings = (table.value for table in app.table)
    assert len(figures) == 3
    assert list(settings["setting"]) == ["seed of all chance"]


def test_a_training_that_is_always_wrong_is_told_so(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    twin(filled, "Hopeless", 1, wrong=True)
    app = open_page(filled)(COMPARE)
    assert "right that Hopeless got wrong, and 0 the other way round" in words(app)


def test_trainings_of_one_name_are_told_apart(filled: Workspace, open_page: OnWorkspace) -> None:
    twin(filled, "Same", 1)
    twin(filled, "Same", 2)
    app = open_page(filled)(COMPARE)
    assert not app.exception
    assert {"Same (1)", "Same (2)"} <= {*app.table[0].value["training"].str.replace("\\", "")}


def test_the_train_page_leads_there_once_there_are_two(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    keys = [found.key for found in open_page(filled)("app_pages/train.py").button]
    assert "to-compare" not in keys
    twin(filled, "Second", 1)
    keys = [found.key for found in open_page(filled)("app_pages/train.py").button]
    assert "to-compare" in keys
