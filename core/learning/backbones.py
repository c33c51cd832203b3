"""Networks that learned from ImageNet, without their top, each a flat graph.

Keras' applications (see its documentation for the papers' own words): MobileNetV2 (Sandler et al.
2018, arXiv:1801.04381), EfficientNetV2 (Tan and Le 2021, arXiv:2104.00298), ResNet (He et al. 2016,
arXiv:1512.03385), VGG (Simonyan and Zisserman 2015, arXiv:1409.1556).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
from keras import layers

FEATURES = "average"
"""Name of the layer that gives the features of a photo."""


@dataclass(frozen=True)
class _Backbone:
    """How to build one, and where its upper part begins.

    Parameters
    ----------
    make : callable
        From preprocessed pixels to the Keras application.
    prepare : callable
        From pixels in 0..255 to what the application takes.
    upper : str
        How the names of the layers begin that "partial" fine-tuning trains first.
    """

    make: Callable[[Any], keras.Model]
    prepare: Callable[[Any], Any]
    upper: str


def backbone_features(name: str, inputs: Any, weights: Path | None) -> Any:
    """Return the features of photos, from a backbone that does not learn.

    Parameters
    ----------
    name : str
        Architecture, as in `core.runs.networks`.
    inputs : keras.KerasTensor
        Float32 ``(B, S, S, 3)``, RGB, 0 to 255.
    weights : Path or None
        Its file of ImageNet weights; None leaves them random.

    Returns
    -------
    keras.KerasTensor
        Float32 ``(B, F)``, averaged over the photo.
    """
    backbone = _BACKBONES[name]
    model = backbone.make(backbone.prepare(inputs))
    if weights is not None:
        model.load_weights(weights)
    model.trainable = False
    return layers.GlobalAveragePooling2D(name=FEATURES)(model.output)


def unfreeze_upper(model: keras.Model, name: str) -> None:
    """Let the upper part of a backbone learn.

    Batch normalisation stays as it is: with the small batches of a small photo set its statistics
    would be worse than those it brought along.

    Parameters
    ----------
    model : keras.Model
        Built on `backbone_features`; has to be compiled again afterwards.
    name : str
        Architecture.
    """
    upper = False
    for layer in model.layers:
        upper = upper or layer.name.startswith(_BACKBONES[name].upper)
        frozen = isinstance(layer, layers.BatchNormalization)
        if upper and not frozen:
            layer.trainable = True


def _mobilenet(width: float) -> Callable[[Any], keras.Model]:
    def make(x: Any) -> keras.Model:
        return keras.applications.MobileNetV2(
            input_tensor=x, alpha=width, include_top=False, weights=None
        )

    return make


def _efficientnet(x: Any) -> keras.Model:
    return keras.applications.EfficientNetV2B0(
        input_tensor=x, include_top=False, weights=None, include_preprocessing=False
    )


def _resnet(x: Any) -> keras.Model:
    return keras.applications.ResNet50(input_tensor=x, include_top=False, weights=None)


def _vgg(x: Any) -> keras.Model:
    return keras.applications.VGG16(input_tensor=x, include_top=False, weights=None)


def _between_minus_one_and_one(x: Any) -> Any:
    return layers.Rescaling(1 / 127.5, offset=-1, name="rescale")(x)


_IMAGENET_MEAN = (103.939, 116.779, 123.68)  # blue, green, red
_TO_BLUE_GREEN_RED = [[[[0, 0, 1], [0, 1, 0], [1, 0, 0]]]]


def _blue_green_red(x: Any) -> Any:
    """Turn the colours round and take ImageNet's mean away, as these two learned it."""
    return layers.Conv2D(
        3,
        1,
        kernel_initializer=keras.initializers.Constant(_TO_BLUE_GREEN_RED),
        bias_initializer=keras.initializers.Constant([-mean for mean in _IMAGENET_MEAN]),
        trainable=False,
        name="rescale",
    )(x)


_BACKBONES = {
    "mobilenet-v2-0.35": _Backbone(_mobilenet(0.35), _between_minus_one_and_one, "block_13_"),
    "mobilenet-v2-1.0": _Backbone(_mobilenet(1.0), _between_minus_one_and_one, "block_13_"),
    "efficientnet-v2-b0": _Backbone(_efficientnet, _between_minus_one_and_one, "block6"),
    "resnet50": _Backbone(_resnet, _blue_green_red, "conv5_"),
    "vgg16": _Backbone(_vgg, _blue_green_red, "block5_"),
}
