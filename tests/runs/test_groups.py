"""Repeated trainings see the same photos and differ in their seed alone."""

from __future__ import annotations

import pytest

from core.errors import InvalidConfig
from core.runs.groups import MOST, group_id, members, repeat
from core.runs.run_directory import RunDirectory, list_runs
from core.runs.spec import TrainConfig
from core.workspace import Workspace
from tests.runs.conftest import PICTURES, MakeRun


def test_a_repetition_differs_in_its_seed_alone(run: RunDirectory) -> None:
    (again,) = repeat(run, 1, launch=False)
    config = again.config.to_json()
    assert config.pop("seed") == run.config.seed + 1
    assert config == {key: value for key, value in run.config.to_json().items() if key != "seed"}
    assert (again.pictures, again.classes) == (run.pictures, run.classes)
    assert again.spec["last_event"] == run.spec["last_event"]
    assert run.name in again.name
    assert again.name != run.name


def test_no_seed_comes_twice_in_a_group_whoever_is_repeated(run: RunDirectory) -> None:
    first = repeat(run, 2, launch=False)
    later = repeat(first[-1], 2, launch=False)
    group = members(run, list_runs(run.workspace))
    assert len({each.config.seed for each in group}) == 5
    assert [each.run_id for each in group] == sorted(each.run_id for each in [run, *first, *later])
    assert {each.spec["group"]["name"] for each in [*first, *later]} == {run.name}


def test_another_training_is_no_member(run: RunDirectory, make_run: MakeRun) -> None:
    other = make_run("Another")
    (again,) = repeat(run, 1, launch=False)
    assert group_id(again) == run.run_id
    found = members(other, list_runs(run.workspace))
    assert [each.run_id for each in found] == [other.run_id]


@pytest.mark.parametrize("times", [0, MOST])
def test_a_group_has_its_limits(run: RunDirectory, times: int) -> None:
    with pytest.raises(InvalidConfig, match="at most"):
        repeat(run, times, launch=False)
    assert len(list_runs(run.workspace)) == 1


def test_a_group_that_runs_out_of_seeds_is_not_begun(workspace: Workspace) -> None:
    config = TrainConfig(seed=2**31 - 2)
    last = RunDirectory.create(workspace, "Last", config, ["sad", "happy"], PICTURES)
    with pytest.raises(InvalidConfig, match="seed is 2147483648"):
        repeat(last, 2, launch=False)
    assert [each.run_id for each in list_runs(workspace)] == [last.run_id]
