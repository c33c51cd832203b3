"""Networks of every family go into every format, and answer there as before."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import onnxruntime
import pytest
import tensorflow as tf
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from core.export.complete_network import complete_network
from core.export.keras_file import write_keras
from core.export.litert_file import KINDS, litert_bytes
from core.export.onnx_file import onnx_bytes
from core.export.saved_model import write_saved_model
from core.learning.architectures import build
from core.runs.networks import ARCHITECTURES
from core.runs.presets import default_config

CLASSES = ["happy", "neutral", "sad"]
FURTHEST = {"float32": 1e-5, "float16": 0.01, "dynamic": 0.1, "int8": 0.1}

SMALL = ["face-cnn", "cnn-16-32-64", "cnn-16-32-16", "mobilenet-v2-0.35"]
FIVE = [*SMALL, "efficientnet-v2-b0"]
"""The others convert alike, but take minutes: ``benchmarks export`` has them, in every format."""

Answers = NDArray[np.float32]


@pytest.fixture(scope="module", params=SMALL)
def network(request: pytest.FixtureRequest) -> Iterator[keras.Model]:
    """Return a complete network with random weights, for the smallest photos it takes."""
    keras.utils.set_random_seed(2)
    info = ARCHITECTURES[request.param]
    config = replace(
        default_config(info.name), image_size=info.min_size, dense_units=min(info.dense_units, 16)
    )
    yield complete_network(build(config, len(CLASSES)), mirrored=False, temperature=1.3)
    keras.backend.clear_session()  # graphs with a hundred megabytes of weights in them


@pytest.fixture(autouse=True)
def _tidy() -> Iterator[None]:
    """Let go of what refers to itself; a conversion leaves several copies of the weights."""
    yield
    gc.collect()


@pytest.fixture
def photos(network: keras.Model) -> Answers:
    side = network.inputs[0].shape[1]
    return np.random.default_rng(4).integers(0, 256, (4, side, side, 3)).astype(np.float32)


@pytest.fixture
def exact(network: keras.Model, photos: Answers) -> Answers:
    return np.asarray(network(photos, training=False)["probabilities"])


@pytest.mark.parametrize("kind", KINDS)
def test_litert(network: keras.Model, photos: Answers, exact: Answers, kind: str) -> None:
    model = litert_bytes(network, kind, lambda: photos.astype(np.uint8), "{}", CLASSES)
    ask = Interpreter(model_content=model, num_threads=1).get_signature_runner()
    said = np.concatenate([ask(photo=each[None])["probabilities"] for each in photos])
    assert np.abs(said - exact).max() < FURTHEST[kind]


@pytest.mark.parametrize("network", FIVE, indirect=True, scope="module")
def test_onnx(network: keras.Model, photos: Answers, exact: Answers) -> None:
    session = onnxruntime.InferenceSession(onnx_bytes(network, "{}"))
    [said] = session.run(["probabilities"], {"photo": photos})
    assert np.abs(said - exact).max() < 1e-5


def test_saved_model(network: keras.Model, photos: Answers, exact: Answers, tmp_path: Path) -> None:
    write_saved_model(network, "{}", tmp_path / "saved", CLASSES)
    loaded = tf.saved_model.load(tmp_path / "saved" / "1").signatures["serving_default"]
    said = loaded(photo=tf.constant(photos))["probabilities"].numpy()
    assert np.abs(said - exact).max() < 1e-5


def test_keras(network: keras.Model, photos: Answers, exact: Answers, tmp_path: Path) -> None:
    write_keras(network, "{}", tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras", compile=False, safe_mode=True)
    said = np.asarray(loaded(photos, training=False)["probabilities"])
    assert np.abs(said - exact).max() < 1e-5
