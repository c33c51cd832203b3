"""Maps of every kind of network, new and read back from its file."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from core.explain.cam import Explainer, class_activation_map
from core.explain.feature_layer import last_feature_map
from core.explain.replay import replay
from tests.explain.networks import (
    NETWORKS,
    SIDE,
    flatten_network,
    pooling_network,
    sequential_network,
)

Maker = Callable[..., Any]


@pytest.fixture(autouse=True)
def _seeded() -> None:
    keras.utils.set_random_seed(3)


@pytest.fixture
def image() -> np.ndarray:
    return np.random.default_rng(5).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)


def stored(model: Any, folder: Path) -> Any:
    model.save(folder / "model.keras")
    return keras.models.load_model(folder / "model.keras", compile=False)


def logit(model: Any, image: np.ndarray) -> np.ndarray:
    probs = model(image[None].astype(np.float32), training=False).numpy().astype(np.float64)[0]
    return np.log(probs / (1 - probs)) if len(probs) == 1 else np.log(probs)


def raw_evidence(model: Any, image: np.ndarray) -> np.ndarray:
    maps = Explainer(model)._maps
    return maps.raw(image[None].astype(np.float32))[2].numpy()[0][-model.output_shape[1] :]


@pytest.mark.parametrize("units", [1, 3])
@pytest.mark.parametrize("make", NETWORKS)
def test_every_stored_network_has_a_map_for_every_class(
    make: Maker, units: int, image: np.ndarray, tmp_path: Path
) -> None:
    maps = Explainer(stored(make(units), tmp_path)).maps(image)
    assert maps.dtype == np.float32
    assert len(maps) == max(2, units)
    assert maps.min() >= 0
    assert maps.max() == 1
    assert min(maps.shape[1:]) >= 7


@pytest.mark.parametrize("make", NETWORKS)
def test_taking_a_network_apart_does_not_change_its_answer(
    make: Maker, image: np.ndarray, tmp_path: Path
) -> None:
    model = stored(make(3), tmp_path)
    before = model(image[None].astype(np.float32)).numpy()
    chain = replay(model)
    again = keras.Model(chain.image, chain.steps[-1].output)(image[None].astype(np.float32))
    np.testing.assert_array_equal(again, before)
    np.testing.assert_array_equal(stored(model, tmp_path)(image[None].astype(np.float32)), before)


@pytest.mark.parametrize("make", NETWORKS)
def test_one_unit_gives_opposite_evidence_for_the_two_classes(
    make: Maker, image: np.ndarray
) -> None:
    evidence = Explainer(make(1)).evidence(image)
    assert np.abs(evidence).max() > 0
    np.testing.assert_array_equal(evidence[0], -evidence[1])


def test_evidence_behind_average_pooling_adds_up_to_the_logit(image: np.ndarray) -> None:
    model = pooling_network()
    raw = raw_evidence(model, image)
    bias = model.layers[-1].bias.numpy()
    np.testing.assert_allclose(raw.sum(axis=(1, 2)) + bias, logit(model, image), rtol=1e-3)


def test_evidence_before_flatten_adds_up_to_the_logit(image: np.ndarray) -> None:
    model = sequential_network()
    raw = raw_evidence(model, image)
    bias = model.layers[-2].bias.numpy()
    np.testing.assert_allclose(raw.sum(axis=(1, 2)) + bias, logit(model, image), rtol=1e-3)


def test_behind_average_pooling_the_map_is_grad_cam(image: np.ndarray) -> None:
    model = pooling_network(3)
    convolution, kernel = model.layers[2], model.layers[-1].kernel.numpy()
    features = keras.Model(model.inputs, convolution.output)(image[None].astype(np.float32))
    grad_cam = np.maximum(features.numpy()[0] @ kernel[:, 2], 0)
    raw = raw_evidence(model, image)[2]
    np.testing.assert_allclose(np.maximum(raw, 0) * SIDE * SIDE, grad_cam, rtol=1e-3, atol=1e-5)


def test_a_network_that_is_completely_sure_still_has_a_map(image: np.ndarray) -> None:
    model = pooling_network()
    kernel, _ = model.layers[-1].get_weights()
    model.layers[-1].set_weights([kernel * 1e3, np.float32([1e3])])
    assert model(image[None].astype(np.float32)).numpy() == 1.0
    assert np.abs(Explainer(model).evidence(image)).max() > 0


def test_without_evidence_the_map_is_empty() -> None:
    model = pooling_network()
    model.layers[-1].set_weights([np.zeros((5, 1), np.float32), np.float32([2])])
    assert class_activation_map(model, np.zeros((SIDE, SIDE, 3), np.uint8), 1).max() == 0


def spot_finder(*, padding: str, stages: int) -> Any:
    """Return a network that only ever counts bright pixels."""
    image = keras.Input((48, 48, 3))
    x = image
    for _ in range(stages):
        x = layers.Conv2D(1, 3, padding=padding, use_bias=False, kernel_initializer="ones")(x)
        x = layers.MaxPooling2D()(x)
    head = layers.Dense(1, activation="sigmoid", kernel_initializer="ones")
    return keras.Model(image, head(layers.Flatten()(x)))


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("row", "column"), [(11, 11), (11, 36), (24, 24), (36, 30)])
def test_the_heat_lies_where_its_cause_is(padding: str, row: int, column: int) -> None:
    image = np.zeros((48, 48, 3), np.uint8)
    image[row - 1 : row + 2, column - 1 : column + 2] = 255
    heat = class_activation_map(spot_finder(padding=padding, stages=2), image, 1)
    scale = 48 / len(heat)
    at = (np.arange(len(heat)) + 0.5) * scale - 0.5
    centre = [(heat.sum(axis=axis) * at).sum() / heat.sum() for axis in (1, 0)]
    assert centre == pytest.approx([row, column], abs=2.5)


def test_a_coarse_last_map_gives_way_to_a_finer_one() -> None:
    model = spot_finder(padding="same", stages=3)
    step = last_feature_map(replay(model))
    assert step.output.shape[1:3] == (12, 12)


def test_a_map_inside_a_shortcut_is_never_taken() -> None:
    image = keras.Input((16, 16, 3))
    x = layers.Conv2D(2, 3, padding="same", name="before")(image)
    x = layers.Add()([x, layers.Conv2D(2, 3, padding="same", name="inside")(x)])
    x = layers.MaxPooling2D(4)(x)
    model = keras.Model(image, layers.Dense(1, activation="sigmoid")(layers.Flatten()(x)))
    assert isinstance(last_feature_map(replay(model)).layer, layers.Add)
    y = layers.Concatenate()([layers.Flatten()(model.layers[2].output), layers.Flatten()(x)])
    around = keras.Model(image, layers.Dense(1, activation="sigmoid")(y))
    assert last_feature_map(replay(around)).layer.name == "before"


def test_maps_follow_a_network_that_is_trained_further(image: np.ndarray) -> None:
    model = flatten_network()
    explainer = Explainer(model)
    before = explainer.evidence(image)
    model.layers[-1].set_weights([w * 2 for w in model.layers[-1].get_weights()])
    np.testing.assert_allclose(explainer.evidence(image), before * 2, rtol=1e-4)


def test_a_network_that_is_let_go_is_freed(image: np.ndarray) -> None:
    model = flatten_network()
    class_activation_map(model, image, 0)
    kept = weakref.ref(model)
    del model
    gc.collect()
    assert kept() is None


def test_an_image_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match=r"expected \(32, 32, 3\)"):
        class_activation_map(flatten_network(), np.zeros((16, 16, 3), np.uint8), 0)


@pytest.mark.parametrize("index", [-1, 2])
def test_a_class_that_does_not_exist_is_refused(index: int, image: np.ndarray) -> None:
    with pytest.raises(IndexError, match="expected 0 to 1"):
        class_activation_map(flatten_network(), image, index)


def test_a_network_without_places_is_refused() -> None:
    image = keras.Input((8, 8, 3))
    answer = layers.Dense(1, activation="sigmoid")(layers.Flatten()(image))
    with pytest.raises(ValueError, match="places"):
        Explainer(keras.Model(image, answer))
