"""Networks of every build, small enough for a test, never downloaded."""

from __future__ import annotations

from typing import Any

import keras
from keras import layers

SIDE = 32
"""Side of the images in pixels."""


def flatten_network(units: int = 1) -> Any:
    """Return a flat functional graph that ends in Flatten and two dense layers."""
    image = keras.Input((SIDE, SIDE, 3))
    x = layers.Rescaling(1 / 255)(image)
    x = layers.Conv2D(4, 3, activation="relu")(x)
    x = layers.MaxPooling2D()(x)
    x = layers.Conv2D(6, 3, activation="relu")(x)
    x = layers.Flatten()(x)
    x = layers.Dense(8, activation="relu")(x)
    return keras.Model(image, _head(x, units))


def pooling_network(units: int = 1) -> Any:
    """Return a flat functional graph that ends in global average pooling and one dense layer."""
    image = keras.Input((SIDE, SIDE, 3))
    x = layers.Conv2D(5, 3, padding="same", activation="relu")(layers.Rescaling(1 / 255)(image))
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, _head(x, units))


def sequential_network(units: int = 1) -> Any:
    """Return a Sequential whose last activation is a layer of its own."""
    return keras.Sequential(
        [
            keras.Input((SIDE, SIDE, 3)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(4, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(units),
            layers.Activation("sigmoid" if units == 1 else "softmax"),
        ]
    )


def nested_network(units: int = 1) -> Any:
    """Return a frozen MobileNetV2 as one layer among others."""
    base = keras.applications.MobileNetV2(
        input_shape=(SIDE, SIDE, 3), alpha=0.35, include_top=False, weights=None
    )
    image = keras.Input((SIDE, SIDE, 3))
    x = base(layers.Rescaling(1 / 127.5, offset=-1)(image), training=False)
    x = layers.Dense(4, activation="relu")(layers.GlobalAveragePooling2D()(x))
    return keras.Model(image, _head(x, units))


def doubly_nested_network(units: int = 1) -> Any:
    """Return a Sequential in a functional graph in a Sequential, with a shortcut inside."""
    image = keras.Input((SIDE, SIDE, 3))
    x = layers.Conv2D(4, 3, padding="same")(image)
    x = layers.Add()([x, keras.Sequential([layers.Conv2D(4, 3, padding="same"), layers.ReLU()])(x)])
    block = keras.Model(image, x)
    top = [layers.Flatten(), layers.Dense(units, "sigmoid" if units == 1 else "softmax")]
    return keras.Sequential([keras.Input((SIDE, SIDE, 3)), layers.Rescaling(1 / 255), block, *top])


def _head(x: Any, units: int) -> Any:
    return layers.Dense(units, activation="sigmoid" if units == 1 else "softmax")(x)


NETWORKS = (
    flatten_network,
    pooling_network,
    sequential_network,
    nested_network,
    doubly_nested_network,
)
