"""Mien's compact face network: 48 x 48 pixels, a third of a million weights.

Plain 3x3 convolutions in the manner of VGG (Simonyan and Zisserman 2015, arXiv:1409.1556) with
batch normalisation (Ioffe and Szegedy 2015, arXiv:1502.03167). In each pair of convolutions the
second is pooled before it is normalised, so that normalising touches a quarter of the pixels: on a
processor it costs as much as the arithmetic. The first pair is narrow, for it works on most pixels.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import layers

WIDTHS = (16, 48, 96, 192)
"""Filters of the three pairs and of the last convolution; the last is the number of features."""

FEATURES = "average"
"""Name of the layer that gives the features, here and in every network that learned elsewhere."""

_LUMA = [[[[0.299], [0.587], [0.114]]]]  # ITU-R BT.601
_MOMENTUM = 0.9
_FLAT = 25.0  # a variance of brightness, in grey levels squared, that is hardly a picture


def face_features(inputs: Any) -> Any:
    """Return the features of faces.

    Parameters
    ----------
    inputs : keras.KerasTensor
        Float32 ``(B, S, S, 3)``, RGB, 0 to 255, S at least 24. Colour is dropped, and each photo
        brought to the same mean and spread of brightness.

    Returns
    -------
    keras.KerasTensor
        Float32 ``(B, 192)``, not negative.
    """
    luma = keras.initializers.Constant(_LUMA)
    x = layers.Conv2D(1, 1, use_bias=False, kernel_initializer=luma, trainable=False, name="grey")(
        inputs
    )
    x = layers.LayerNormalization(
        axis=[1, 2, 3], center=False, scale=False, epsilon=_FLAT, name="brightness"
    )(x)
    for block, width in enumerate(WIDTHS[:-1], 1):
        x = _active(_convolution(x, width, f"{block}a"), f"{block}a")
        x = layers.MaxPooling2D(2, name=f"pool_{block}")(_convolution(x, width, f"{block}b"))
        x = _active(x, f"{block}b")
    x = _active(_convolution(x, WIDTHS[-1], "4"), "4")
    return layers.GlobalAveragePooling2D(name=FEATURES)(x)


def _convolution(x: Any, width: int, name: str) -> Any:
    return layers.Conv2D(width, 3, padding="same", use_bias=False, name=f"conv_{name}")(x)


def _active(x: Any, name: str) -> Any:
    x = layers.BatchNormalization(momentum=_MOMENTUM, name=f"normal_{name}")(x)
    return layers.ReLU(name=f"active_{name}")(x)
