"""Networks from Keras load their published files and see what Keras' own see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from core.errors import WeightsMissing
from core.learning.architectures import build
from core.learning.backbones import unfreeze
from core.learning.features import feature_network
from core.runs.presets import preset_config

APPS = keras.applications
KERAS: dict[str, tuple[Callable[..., Any], Callable[[Any], Any]]] = {
    "mobilenet-v2-0.35": (APPS.MobileNetV2, APPS.mobilenet_v2.preprocess_input),
    "mobilenet-v2-1.0": (APPS.MobileNetV2, APPS.mobilenet_v2.preprocess_input),
    "efficientnet-v2-b0": (APPS.EfficientNetV2B0, APPS.efficientnet_v2.preprocess_input),
    "resnet50": (APPS.ResNet50, APPS.resnet50.preprocess_input),
    "vgg16": (APPS.VGG16, APPS.vgg16.preprocess_input),
}
SIDE = 32


def application(name: str) -> keras.Model:
    make, _ = KERAS[name]
    width = {"alpha": float(name[-4:].strip("-"))} if "mobilenet" in name else {}
    return make(input_shape=(SIDE, SIDE, 3), include_top=False, weights=None, **width)


@pytest.mark.parametrize("name", KERAS)
def test_a_file_as_keras_publishes_it_is_loaded_and_photos_are_prepared(
    name: str, tmp_path: Path
) -> None:
    keras.utils.set_random_seed(0)
    theirs = application(name)
    path = tmp_path / "published.weights.h5"
    theirs.save_weights(path)
    config = replace(preset_config("instant", name), image_size=SIDE)
    ours = feature_network(build(config, 2, path))
    pixels = np.random.default_rng(0).integers(0, 256, (2, SIDE, SIDE, 3)).astype(np.float32)
    expected = np.asarray(theirs(KERAS[name][1](pixels.copy()))).mean(axis=(1, 2))
    assert np.allclose(ours(pixels), expected, rtol=1e-3, atol=1e-4)


def test_a_file_of_another_network_is_named(tmp_path: Path) -> None:
    path = tmp_path / "other.weights.h5"
    keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]).save_weights(path)
    config = replace(preset_config("instant", "mobilenet-v2-0.35"), image_size=SIDE)
    with pytest.raises(WeightsMissing, match=r"other\.weights\.h5"):
        build(config, 2, path)


@pytest.mark.parametrize(
    ("settings", "lower", "upper", "normal"),
    [
        ({"fine_tuning": "partial"}, False, True, False),
        ({"fine_tuning": "whole"}, True, True, False),
        ({"fine_tuning": "partial", "from_scratch": True}, True, True, True),
    ],
)
def test_what_learns_is_what_was_asked_for(
    settings: dict[str, Any], lower: bool, upper: bool, normal: bool
) -> None:
    config = replace(preset_config("quick", "mobilenet-v2-0.35"), image_size=SIDE, **settings)
    model = build(config, 2)
    unfreeze(model, config)
    learns = {layer.name: bool(layer.trainable_weights) for layer in model.layers}
    assert learns["block_3_expand"] is lower
    assert learns["block_16_project"] is upper
    assert learns["block_16_project_BN"] is normal


def test_from_scratch_it_answers_as_it_learned_after_some_hundred_steps() -> None:
    keras.utils.set_random_seed(0)
    config = replace(
        preset_config("quick", "mobilenet-v2-0.35"), image_size=SIDE, from_scratch=True
    )
    model = build(config, 2)
    unfreeze(model, config)
    network = feature_network(model)
    photos = np.random.default_rng(0).integers(0, 256, (8, SIDE, SIDE, 3)).astype(np.float32)
    for _ in range(160):
        learned = np.asarray(network(photos, training=True))
    asked = np.asarray(network(photos, training=False))
    assert np.abs(asked - learned).max() < 0.1 * learned.std()
