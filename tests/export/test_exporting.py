"""A training written for other programs answers there as it does in the app."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import onnx
import pytest

from core.errors import CannotExport
from core.export.exported import Exported
from core.export.formats import FORMATS
from core.export_process import exported
from core.runs.run_directory import RunDirectory, list_runs
from core.workspace import Workspace

EXACT = ("onnx", "litert", "saved-model", "keras")


@pytest.fixture(scope="module")
def made(trained_root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Exported]:
    """Return a training in every format."""
    run = list_runs(Workspace(trained_root))[0]
    folder = tmp_path_factory.mktemp("export")
    found = [each for each in exported(run, list(FORMATS), folder) if isinstance(each, Exported)]
    return {each.format: each for each in found}


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


def test_classes_and_limits_are_inside_the_file(made: dict[str, Exported]) -> None:
    with ZipFile(made["litert"].path) as archive:
        inside = json.loads(archive.read("facts.json"))
        assert archive.read("labels.txt").decode().splitlines() == inside["classes"]
    props = {each.key: each.value for each in onnx.load(made["onnx"].path).metadata_props}
    assert json.loads(props["facts"])["classes"] == inside["classes"]
    extra = made["saved-model"].path / "assets.extra" / "facts.json"
    assert json.loads(extra.read_text())["input"] == inside["input"]


def test_without_photos_nothing_is_handed_out(filled: Workspace, tmp_path: Path) -> None:
    run: RunDirectory = list_runs(filled)[0]
    for each in run.pictures:
        filled.picture(each.id, each.suffix).unlink(missing_ok=True)
    [refused] = exported(run, ["onnx"], tmp_path)
    assert isinstance(refused, CannotExport)
    assert "can be read any more" in str(refused)
