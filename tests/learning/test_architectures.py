"""The networks are the ones of the field's tutorials, layer for layer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from core.learning.architectures import build
from core.runs.networks import ARCHITECTURES
from core.runs.presets import default_config
from core.weights import MOBILENET_V2


def shapes(model: keras.Model) -> list[tuple[str, tuple[int, ...]]]:
    return [(type(layer).__name__, tuple(layer.output.shape[1:])) for layer in model.layers]


@pytest.mark.parametrize(("name", "last"), [("cnn-16-32-64", 64), ("cnn-16-32-16", 16)])
def test_the_small_networks_are_the_tutorials(name: str, last: int) -> None:
    model = build(default_config(name), 2)
    assert shapes(model) == [
        ("InputLayer", (256, 256, 3)),
        ("Rescaling", (256, 256, 3)),
        ("Conv2D", (254, 254, 16)),
        ("MaxPooling2D", (127, 127, 16)),
        ("Conv2D", (125, 125, 32)),
        ("MaxPooling2D", (62, 62, 32)),
        ("Conv2D", (60, 60, last)),
        ("MaxPooling2D", (30, 30, last)),
        ("Flatten", (900 * last,)),
        ("Dense", (256,)),
        ("Dense", (1,)),
    ]


def test_the_pre_trained_network_learns_only_in_its_head() -> None:
    model = build(replace(default_config("mobilenet-v2-0.35"), image_size=64), 2)
    assert [type(layer).__name__ for layer in model.layers[-4:]] == [
        "GlobalAveragePooling2D",
        "Dense",
        "Dropout",
        "Dense",
    ]
    trainable = {weight.path.split("/")[0] for weight in model.trainable_weights}
    assert trainable == {"hidden", "answer"}


@pytest.mark.parametrize(
    ("name", "classes", "columns"),
    [*((name, 3, 3) for name in ARCHITECTURES), ("face-cnn", 2, 1), ("cnn-16-32-64", 2, 1)],
)
def test_every_network_is_flat_and_answers_in_probabilities_at_its_smallest_size(
    name: str, classes: int, columns: int
) -> None:
    side = ARCHITECTURES[name].min_size
    model = build(replace(default_config(name), image_size=side), classes)
    assert not [layer for layer in model.layers if isinstance(layer, keras.Model)]
    pixels = np.random.default_rng(0).integers(0, 256, (2, side, side, 3), np.uint8)
    answers = np.asarray(model(pixels))
    assert answers.shape == (2, columns)
    assert np.all((answers >= 0) & (answers <= 1))
    assert columns == 1 or answers.sum(axis=1) == pytest.approx(1)


def test_dropout_is_there_when_asked_for() -> None:
    model = build(replace(default_config(), image_size=32, dropout=0.3), 2)
    assert model.get_layer("dropout").rate == pytest.approx(0.3)


def test_the_pre_trained_network_sees_what_keras_own_sees(shared: Path) -> None:
    weights = shared / "weights" / "keras" / "models" / MOBILENET_V2.name
    model = build(replace(default_config("mobilenet-v2-0.35"), image_size=96), 2, weights)
    ours = keras.Model(model.inputs[0], model.get_layer("out_relu").output)
    theirs = keras.applications.MobileNetV2(
        (96, 96, 3), alpha=0.35, include_top=False, weights=str(weights)
    )
    pixels = np.random.default_rng(0).integers(0, 256, (2, 96, 96, 3)).astype(np.float32)
    expected = theirs(pixels / 127.5 - 1, training=False)
    assert np.allclose(ours(pixels, training=True), expected, atol=1e-4)
    assert np.max(expected) > 1
