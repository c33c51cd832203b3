"""Names to networks: the three of the field's tutorials, each one flat functional graph.

Flat, so that every layer can be reached by name in a stored model and the heat maps need no
special case. Preprocessing is part of the network: whoever holds a ``.keras`` file feeds it plain
pixels and cannot get the scaling wrong.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
from keras import layers

from core.runs.spec import TrainConfig

_FILTERS = {"cnn-16-32-64": (16, 32, 64), "cnn-16-32-16": (16, 32, 16)}
_WIDTH = 0.35


def build(config: TrainConfig, num_classes: int, weights: Path | None = None) -> keras.Model:
    """Return a new, uncompiled network.

    Parameters
    ----------
    config : TrainConfig
        Architecture, image size S, dense units and dropout are taken from it.
    num_classes : int
        K, at least 2.
    weights : Path, optional
        Pre-trained weights of the backbone (see `core.weights`); without them a
        pre-trained network starts from random ones. The others have no use for them.

    Returns
    -------
    keras.Model
        Input float32 ``(B, S, S, 3)``, RGB, 0 to 255. Output float32: for two classes ``(B, 1)``,
        the probability of the second; for more ``(B, K)``, which add up to 1.
    """
    inputs = keras.Input((config.image_size, config.image_size, 3), name="pixels")
    if config.architecture in _FILTERS:
        features = _convolutions(inputs, _FILTERS[config.architecture])
    else:
        features = _mobilenet(inputs, weights)
    outputs = _head(features, config, num_classes)
    return keras.Model(inputs, outputs, name=config.architecture.replace("-", "_"))


def _convolutions(inputs: Any, filters: tuple[int, ...]) -> Any:
    """Rescale to 0..1, then 3x3 convolutions without padding, each followed by 2x2 pooling."""
    x = layers.Rescaling(1 / 255, name="rescale")(inputs)
    for number, width in enumerate(filters, 1):
        x = layers.Conv2D(width, 3, activation="relu", name=f"conv_{number}")(x)
        x = layers.MaxPooling2D(2, name=f"pool_{number}")(x)
    return layers.Flatten(name="flatten")(x)


def _mobilenet(inputs: Any, weights: Path | None) -> Any:
    """MobileNetV2 (Sandler et al. 2018, arXiv:1801.04381), frozen, then global average pooling.

    A batch normalisation that is not trainable always uses its stored statistics, in training
    too (Keras' transfer learning guide).
    """
    x = layers.Rescaling(1 / 127.5, offset=-1, name="rescale")(inputs)
    backbone = keras.applications.MobileNetV2(
        input_tensor=x, alpha=_WIDTH, include_top=False, weights=None
    )
    if weights is not None:
        backbone.load_weights(weights)
    backbone.trainable = False
    return layers.GlobalAveragePooling2D(name="average")(backbone.output)


def _head(features: Any, config: TrainConfig, num_classes: int) -> Any:
    x = layers.Dense(config.dense_units, activation="relu", name="hidden")(features)
    if config.dropout:
        x = layers.Dropout(config.dropout, name="dropout")(x)
    if num_classes == 2:  # noqa: PLR2004  two classes need one unit
        return layers.Dense(1, activation="sigmoid", name="answer")(x)
    return layers.Dense(num_classes, activation="softmax", name="answer")(x)
