"""Where a model looks is measured on photos it has not learned from, and remembered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.errors import CannotExplain
from core.files import read_json, write_json
from core.inference import Inference
from core.look_check import look_check, photos_there
from core.runs.run_directory import RunDirectory, list_runs
from core.workspace import Workspace


@pytest.fixture(scope="module")
def inference() -> Iterator[Inference]:
    """Return a process of its own."""
    process = Inference()
    yield process
    process.close()


@pytest.fixture
def run(filled: Workspace) -> RunDirectory:
    """Return a finished training that a test may change."""
    return list_runs(filled)[0]


def test_only_photos_of_the_test_are_looked_at(run: RunDirectory, inference: Inference) -> None:
    found = look_check(run, inference)
    tested = [each.key for each in run.pictures if each.split == "test"]
    assert (found["split"], found["n"]) == ("test", len(tested))
    assert set(found["shortcut"]["elsewhere"]) <= set(tested)
    assert [each["class"] for each in found["average"]] == run.classes
    assert found["faithfulness"]["n"] == len(tested)


def test_what_was_found_is_remembered_for_this_model_alone(
    run: RunDirectory, inference: Inference
) -> None:
    look_check(run, inference)
    kept = read_json(run.path / "looks.json")
    write_json(run.path / "looks.json", {**kept, "n": -1})
    assert look_check(run, inference)["n"] == -1
    write_json(run.path / "looks.json", {**kept, "n": -1, "model": "another"})
    assert look_check(run, inference)["n"] == kept["n"]
    (run.path / "looks.json").write_text("[torn")
    assert look_check(run, inference)["n"] == kept["n"]


def test_without_photos_it_says_so(
    filled: Workspace, run: RunDirectory, inference: Inference
) -> None:
    for each in run.pictures:
        filled.picture(each.id, each.suffix).unlink(missing_ok=True)
    with pytest.raises(CannotExplain, match="can be read any more"):
        look_check(run, inference)


def test_photos_that_came_back_are_looked_at(
    filled: Workspace, run: RunDirectory, inference: Inference
) -> None:
    files = [filled.picture(each.id, each.suffix) for each in run.pictures if each.split == "test"]
    away = {file: file.read_bytes() for file in files[1:]}
    for file in away:
        file.unlink()
    assert look_check(run, inference)["n"] == 1
    for file, data in away.items():
        file.write_bytes(data)
    assert look_check(run, inference)["n"] == len(files)


def test_a_photo_deleted_meanwhile_is_in_nothing_that_is_kept(
    filled: Workspace, run: RunDirectory, inference: Inference
) -> None:
    [first, *others] = [each for each in run.pictures if each.split == "test"]

    def delete(share: float) -> None:
        if share:
            filled.picture(first.id, first.suffix).unlink(missing_ok=True)

    assert look_check(run, inference, delete)["n"] == len(others)
    assert read_json(run.path / "looks.json")["n"] == len(others)


def test_photos_it_learned_from_do_not_count_as_there(filled: Workspace, run: RunDirectory) -> None:
    tested = [each for each in run.pictures if each.split == "test"]
    for each in run.pictures:
        if each.split == "train":
            filled.picture(each.id, each.suffix).unlink(missing_ok=True)
    assert photos_there(run) == len(tested)
    filled.picture(tested[0].id, tested[0].suffix).unlink()
    assert photos_there(run) == len(tested) - 1
