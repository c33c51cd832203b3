"""A finished run answers as it did in training, and only if its file is untouched."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import keras
import numpy as np
import pytest

from core.errors import RunDamaged
from core.evaluation.report import load_predictions
from core.files import read_json, sha256_file, write_json
from core.learning.pixel_cache import PixelCache
from core.learning.predictor import Predictor
from core.learning.preparing import prepare_pixels
from core.learning.training import train
from core.runs.events import EventWriter
from core.runs.run_directory import RunDirectory, list_runs
from core.workspace import Workspace
from tests.learning.conftest import make_tiny_run


@pytest.fixture(scope="module", params=[("dark", "light"), ("dark", "middle", "light")], ids=len)
def finished(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with a finished run, made once for each number of classes."""
    workspace = Workspace(tmp_path_factory.mktemp("finished"))
    run = make_tiny_run(workspace, classes=request.param)
    with EventWriter(run.events) as diary:
        train(run, diary, prepare_pixels(run, diary))
    return workspace.root


@pytest.fixture
def run(finished: Path, tmp_path: Path) -> RunDirectory:
    """Return a copy of the run that a test may damage."""
    shutil.copytree(finished, tmp_path / "copy")
    return list_runs(Workspace(tmp_path / "copy"))[0]


def test_a_stored_model_answers_as_it_did_in_training(run: RunDirectory) -> None:
    predictor = Predictor.load(run)
    stored = load_predictions(run.predictions)
    cache = PixelCache(run.workspace, predictor.image_size)
    pixels = cache.pixels()[[cache.rows[row["id"]] for row in stored]]
    expected = np.array([row["probabilities"] for row in stored], np.float32)
    assert predictor.probabilities(pixels) == pytest.approx(expected, abs=1e-6)
    assert predictor.probabilities(pixels).dtype == np.float32


def test_classes_and_size_come_with_the_model(run: RunDirectory) -> None:
    predictor = Predictor.load(run.path)
    assert (predictor.classes, predictor.image_size) == (run.classes, 24)


def test_no_photos_get_no_answers(run: RunDirectory) -> None:
    answers = Predictor.load(run).probabilities(np.zeros((0, 24, 24, 3), np.uint8))
    assert answers.shape == (0, len(run.classes))


@pytest.mark.parametrize("wrong", [np.zeros((1, 32, 32, 3), np.uint8), np.zeros((1, 24, 24, 3))])
def test_photos_of_another_shape_or_type_are_refused(run: RunDirectory, wrong: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"takes uint8 \(N, 24, 24, 3\)"):
        Predictor.load(run).probabilities(wrong)


def test_a_changed_model_is_not_loaded(run: RunDirectory) -> None:
    data = bytearray(run.model.read_bytes())
    data[len(data) // 2] ^= 1
    run.model.write_bytes(data)
    with pytest.raises(RunDamaged):
        Predictor.load(run)


def zip_at(path: Path) -> None:
    with ZipFile(path, "w") as archive:
        archive.writestr("config.json", "{}")


def layers_of(classes: int, *layers: keras.Layer) -> Callable[[Path], None]:
    network = keras.Sequential([keras.Input((24, 24, 3)), *layers, keras.layers.Dense(classes)])
    return network.save


@pytest.mark.parametrize(
    "write",
    [
        lambda path: path.write_text("no network"),
        lambda path: path.write_bytes(b""),
        zip_at,
        layers_of(7, keras.layers.Flatten()),
        layers_of(7, keras.layers.Lambda(lambda x: x[:, 0, 0])),
        keras.Sequential([keras.Input((9,)), keras.layers.Dense(2)]).save,
    ],
    ids=["text", "empty", "zip", "classes", "lambda", "vector"],
)
def test_another_file_that_the_manifest_vouches_for_is_no_model(
    run: RunDirectory, write: Callable[[Path], object]
) -> None:
    run.model.unlink()
    write(run.model)
    manifest = read_json(run.manifest)
    manifest["sha256"][run.model.name] = sha256_file(run.model)
    write_json(run.manifest, manifest)
    with pytest.raises(RunDamaged, match=r"model\.keras of .* cannot be used"):
        Predictor.load(run)


def test_a_run_that_has_not_ended_is_not_loaded(run: RunDirectory) -> None:
    run.manifest.unlink()
    with pytest.raises(RunDamaged):
        Predictor.load(run)
