"""Each method on numbers that can be followed by hand, and on networks whose reasons are known."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from core.explain.cam import Explainer
from core.explain.grad_cam import grad_cam
from core.explain.grad_cam_plus_plus import grad_cam_plus_plus
from core.explain.hires_cam import hires_cam
from core.explain.layer_cam import layer_cam
from core.explain.method_names import METHODS

ACTIVATIONS = np.array([[[[1.0, 2.0], [3.0, 0.0]], [[0.0, 1.0], [2.0, 4.0]]]], np.float32)
GRADIENTS = np.array([[[[1.0, -1.0], [2.0, 1.0]], [[-1.0, 0.5], [0.0, -2.0]]]], np.float32)


def on_numbers(weigh: Any) -> np.ndarray:
    return weigh(tf.constant(ACTIVATIONS), tf.constant(GRADIENTS)).numpy()[0]


def test_hirescam_multiplies_cell_by_cell() -> None:
    np.testing.assert_allclose(on_numbers(hires_cam), [[-1, 6], [0.5, -8]])


def test_grad_cam_weighs_channels_by_their_mean_gradient() -> None:
    weights = np.array([0.5, -0.375])
    np.testing.assert_allclose(on_numbers(grad_cam), ACTIVATIONS[0] @ weights)


def test_layercam_lets_positive_gradients_alone_count() -> None:
    np.testing.assert_allclose(on_numbers(layer_cam), [[1, 6], [0.5, 0]])


def test_grad_cam_plus_plus_is_its_closed_form() -> None:
    whole = ACTIVATIONS.sum(axis=(1, 2))
    weights = [
        sum(
            g**2 / (2 * g**2 + whole[0, channel] * g**3) * max(g, 0)
            for g in GRADIENTS[0, :, :, channel].ravel()
            if g
        )
        for channel in range(2)
    ]
    np.testing.assert_allclose(on_numbers(grad_cam_plus_plus), ACTIVATIONS[0] @ weights, rtol=1e-6)


def bright_spot_finder() -> Any:
    image = keras.Input((48, 48, 3))
    x = layers.Conv2D(1, 3, padding="same", use_bias=False, kernel_initializer="ones")(image)
    x = layers.MaxPooling2D(4)(x)
    head = layers.Dense(1, activation="sigmoid", kernel_initializer="ones")
    return keras.Model(image, head(layers.Flatten()(x)))


@pytest.mark.parametrize("method", sorted({*METHODS} - {"cam", "grad-cam", "grad-cam++"}))
def test_the_only_thing_that_counts_is_found(method: str) -> None:
    image = np.zeros((48, 48, 3), np.uint8)
    image[8:12, 34:38] = 255
    heat = Explainer(bright_spot_finder(), method).maps(image)[1]
    row, column = np.unravel_index(heat.argmax(), heat.shape)
    scale = 48 / len(heat)
    assert (row + 0.5) * scale == pytest.approx(10, abs=4)
    assert (column + 0.5) * scale == pytest.approx(36, abs=4)


def test_occlusion_works_where_no_layer_tells_places_apart() -> None:
    image = keras.Input((8, 8, 3))
    kernel = np.zeros((8, 8, 3, 1), np.float32)
    kernel[1, 6] = 1
    dense = layers.Dense(1, activation="sigmoid")
    model = keras.Model(image, dense(layers.Flatten()(image)))
    dense.set_weights([kernel.reshape(-1, 1), np.zeros(1, np.float32)])
    pixels = np.zeros((8, 8, 3), np.uint8)
    pixels[1, 6] = 90
    evidence = Explainer(model, "occlusion").evidence(pixels)
    np.testing.assert_array_equal(evidence[0], -evidence[1])
    assert np.unravel_index(evidence[1].argmax(), evidence[1].shape) == (0, 3)


def test_a_mirrored_answer_is_explained_by_both_sides() -> None:
    model = bright_spot_finder()
    model.layers[-1].set_weights([model.layers[-1].kernel.numpy() / 1e6, np.zeros(1, np.float32)])
    pixels = np.random.default_rng(2).integers(0, 256, (3, 48, 48, 3), np.uint8)
    explainer = Explainer(model)
    one, other = explainer.explain(pixels), explainer.explain(pixels[:, :, ::-1])
    both = explainer.explain(pixels, mirrored=True)
    expected = (one.probabilities + other.probabilities) / 2
    np.testing.assert_allclose(both.probabilities, expected, atol=1e-6)
    turned = (one.evidence + other.evidence[..., ::-1]) / 2
    np.testing.assert_allclose(both.evidence, turned, rtol=1e-4, atol=1e-6)
