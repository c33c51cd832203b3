"""Names to networks, each one flat functional graph.

Flat, so that every layer can be reached by name in a stored model and the heat maps need no
special case. Preprocessing is part of the network: whoever holds a ``.keras`` file feeds it plain
pixels and cannot get the scaling wrong.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
from keras import layers

from core.learning.backbones import backbone_features
from core.learning.face_network import face_features
from core.runs.networks import FACE_NETWORK
from core.runs.spec import TrainConfig

_FILTERS = {"cnn-16-32-64": (16, 32, 64), "cnn-16-32-16": (16, 32, 16)}
_PAIR = 2

ANSWER = "answer"
"""Name of the last layer."""

HEAD = ("hidden", "dropout", ANSWER)
"""Names of the layers behind the features, as far as a network has them."""


def build(config: TrainConfig, num_classes: int, weights: Path | None = None) -> keras.Model:
    """Return a new, uncompiled network.

    Parameters
    ----------
    config : TrainConfig
        Architecture, image size S, dense units and dropout are taken from it.
    num_classes : int
        K, at least 2.
    weights : Path, optional
        What it learned elsewhere: weights of an ImageNet backbone (see `core.weights`), or the
        starter model for the face network. Without them it starts from random ones. The
        tutorials' networks have no use for them.

    Returns
    -------
    keras.Model
        Input float32 ``(B, S, S, 3)``, RGB, 0 to 255. Output float32: for two classes ``(B, 1)``,
        the probability of the second; for more ``(B, K)``, which add up to 1.
    """
    inputs = keras.Input((config.image_size, config.image_size, 3), name="pixels")
    features = _features(inputs, config, weights)
    outputs = answers(features, config, num_classes)
    name = config.architecture.replace("-", "_").replace(".", "_")
    model = keras.Model(inputs, outputs, name=name)
    if config.architecture == FACE_NETWORK and weights is not None:
        copy_by_name(keras.saving.load_model(weights, compile=False), model)
    return model


def answers(features: Any, config: TrainConfig, num_classes: int) -> Any:
    """Return the probabilities on top of features: the head of every network.

    Parameters
    ----------
    features : keras.KerasTensor
        Float32 ``(B, F)``.
    config : TrainConfig
        Dense units (0 for none) and dropout are taken from it.
    num_classes : int
        K, at least 2.
    """
    x = features
    if config.dense_units:
        x = layers.Dense(config.dense_units, activation="relu", name="hidden")(x)
    if config.dropout:
        x = layers.Dropout(config.dropout, name="dropout")(x)
    units, activation = (1, "sigmoid") if num_classes == _PAIR else (num_classes, "softmax")
    return layers.Dense(units, activation=activation, dtype="float32", name=ANSWER)(x)


def copy_by_name(source: keras.Model, target: keras.Model) -> None:
    """Give layers of ``target`` the weights of layers of the same name and shapes in ``source``."""
    known = {layer.name: layer for layer in source.layers}
    for layer in target.layers:
        found = known.get(layer.name)
        if found is None:
            continue
        weights = found.get_weights()
        if [weight.shape for weight in weights] == [tuple(w.shape) for w in layer.weights]:
            layer.set_weights(weights)


def _features(inputs: Any, config: TrainConfig, weights: Path | None) -> Any:
    if config.architecture == FACE_NETWORK:
        return face_features(inputs)
    if config.architecture in _FILTERS:
        return _convolutions(inputs, _FILTERS[config.architecture])
    return backbone_features(config.architecture, inputs, weights)


def _convolutions(inputs: Any, filters: tuple[int, ...]) -> Any:
    """Rescale to 0..1, then 3x3 convolutions without padding, each followed by 2x2 pooling."""
    x = layers.Rescaling(1 / 255, name="rescale")(inputs)
    for number, width in enumerate(filters, 1):
        x = layers.Conv2D(width, 3, activation="relu", name=f"conv_{number}")(x)
        x = layers.MaxPooling2D(2, name=f"pool_{number}")(x)
    return layers.Flatten(name="flatten")(x)
