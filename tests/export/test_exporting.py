"""A training written for other programs answers there as it does in the app."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import onnx
import pytest
from ai_edge_litert.interpreter import Interpreter

from core.errors import CannotExport
from core.export.exported import Exported
from core.export.formats import FORMATS
from core.export_process import exported
from core.runs.run_directory import RunDirectory, list_runs
from core.starter_model import whole_starter
from core.workspace import Workspace

EXACT = ("onnx", "litert", "saved-model", "keras")


@pytest.fixture(scope="module")
def made(trained_root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Exported]:
    """Return a training in every format."""
    folder = tmp_path_factory.mktemp("export")
    found = [*exported(newest(trained_root), list(FORMATS), folder)]
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        kind.file for kind in FORMATS.values()
    )
    return {each.format: each for each in found if isinstance(each, Exported)}


def newest(root: Path) -> RunDirectory:
    return list_runs(Workspace(root))[0]


def test_every_format_is_made_and_asked_by_its_own_runtime(made: dict[str, Exported]) -> None:
    assert [*made] == [*FORMATS]
    for each in made.values():
        assert each.path.exists()
        assert each.figures["n"] > 0
        assert each.milliseconds > 0


@pytest.mark.parametrize("name", EXACT)
def test_full_numbers_give_the_same_answers(made: dict[str, Exported], name: str) -> None:
    figures = made[name].figures
    assert figures["largest_difference"] < 1e-5
    assert figures["same"] == figures["n"]
    assert not figures["warning"]


def test_fewer_bits_make_smaller_files(made: dict[str, Exported]) -> None:
    sizes = [made[name].megabytes for name in ("litert", "litert-float16", "litert-dynamic")]
    assert sizes == sorted(sizes, reverse=True)
    assert made["litert-int8"].megabytes < made["litert-float16"].megabytes


def test_the_same_facts_are_inside_every_file(made: dict[str, Exported]) -> None:
    with ZipFile(made["litert"].path) as archive:
        inside = json.loads(archive.read("facts.json"))
        assert archive.read("labels.txt").decode().splitlines() == inside["classes"]
    with ZipFile(made["keras"].path) as archive:
        assert json.loads(archive.read("facts.json")) == inside
    props = {each.key: each.value for each in onnx.load(made["onnx"].path).metadata_props}
    assert json.loads(props["facts"]) == inside
    extra = made["saved-model"].path / "1" / "assets.extra" / "facts.json"
    assert json.loads(extra.read_text()) == inside


def test_the_facts_name_what_goes_in_and_comes_out(made: dict[str, Exported]) -> None:
    with ZipFile(made["litert"].path) as archive:
        inside = json.loads(archive.read("facts.json"))
    network = onnx.load(made["onnx"].path).graph
    assert inside["input"]["name"] == network.input[0].name
    assert {each["name"] for each in inside["outputs"]} == {each.name for each in network.output}
    runner = Interpreter(model_path=str(made["litert"].path)).get_signature_runner()
    said = runner(photo=np.zeros((1, *inside["input"]["shape"][1:]), np.float32))
    for each in inside["outputs"]:
        assert said[each["name"]].shape == (1, *each["shape"][1:])


def test_servers_find_the_saved_model_under_the_name_of_their_settings(
    made: dict[str, Exported],
) -> None:
    folder = made["saved-model"].path
    assert (folder / "1" / "saved_model.pb").is_file()
    assert 'name: "mien"' in (folder / "models.config").read_text()
    assert "InferenceService" in (folder / "kserve.yaml").read_text()
    assert "docker run" in (folder / "README.md").read_text()


def test_without_photos_nothing_is_handed_out(filled: Workspace, tmp_path: Path) -> None:
    run = newest(filled.root)
    shutil.rmtree(filled.pictures)
    [refused] = exported(run, ["onnx"], tmp_path / "out")
    assert isinstance(refused, CannotExport)
    assert "can be read any more" in str(refused)
    assert not (tmp_path / "out").exists()


def test_a_photo_that_is_gone_is_named(filled: Workspace, tmp_path: Path) -> None:
    run = newest(filled.root)
    tested = [each for each in run.pictures if each.split == "test"]
    gone = filled.picture(tested[0].id, tested[0].suffix)
    gone.unlink()
    [made] = exported(run, ["keras"], tmp_path)
    assert isinstance(made, Exported)
    assert made.figures["n"] == len(tested) - 1
    assert made.notice().startswith("1 photo is gone or damaged")
    assert gone.name in made.notice()


def test_the_starter_model_is_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    came = [*exported(whole_starter(), ["onnx", "litert"], tmp_path / "out")]
    assert all("came with Mien" in str(each) for each in came)
    assert len(came) == 2
    assert not (tmp_path / "out").exists()
