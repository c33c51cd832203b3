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

from core.errors import WeightsMissing
from core.learning.face_network import FEATURES
from core.runs.spec import TrainConfig

_PREPARE = "rescale"
_REMEMBERS = 0.9
"""Share of a batch normalisation's running average that a step from nothing leaves."""


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
        _load(model, backbone.make(keras.Input(inputs.shape[1:])), weights)
    model.trainable = False
    return layers.GlobalAveragePooling2D(name=FEATURES)(model.output)


def unfreeze(model: keras.Model, config: TrainConfig) -> None:
    """Let learn what the settings say of a backbone; other networks stay as they are.

    Batch normalisation that learned elsewhere stays as it is: with the small batches of a small
    photo set its statistics would be worse than those it brought along. One that starts from
    scratch follows what it sees within two hundred steps: MobileNetV2's own, made for ImageNet,
    takes ten thousand, and until then the network answers everything alike.

    Parameters
    ----------
    model : keras.Model
        Has to be compiled again afterwards.
    config : TrainConfig
        Architecture, kind of fine-tuning, and whether it starts from scratch.
    """
    backbone = _BACKBONES.get(config.architecture)
    if backbone is None:
        return
    reached = config.from_scratch or config.fine_tuning == "whole"
    for layer in model.layers:
        reached = reached or layer.name.startswith(backbone.upper)
        normalises = isinstance(layer, layers.BatchNormalization)
        if normalises and config.from_scratch:
            layer.momentum = _REMEMBERS
        settled = normalises and not config.from_scratch
        if reached and not settled and layer.name != _PREPARE:
            layer.trainable = True


def _load(model: keras.Model, plain: keras.Model, weights: Path) -> None:
    """Load a file into the application by itself, for it counts layers, then hand them over.

    Raises
    ------
    WeightsMissing
        If the file cannot be read or is of another network.
    """
    try:
        plain.load_weights(weights)
    except (OSError, ValueError) as error:
        raise WeightsMissing(
            f"The pre-trained weights {weights.name} cannot be read.",
            "The file is damaged or belongs to another network.",
            f"Delete {weights} and train again; it is fetched anew.",
        ) from error
    for layer in plain.layers:
        if layer.weights:
            model.get_layer(layer.name).set_weights(layer.get_weights())


def _mobilenet(width: float) -> Callable[[Any], keras.Model]:
    def make(x: Any) -> keras.Model:
        return keras.applications.MobileNetV2(
            input_tensor=x, alpha=width, include_top=False, weights=None
        )

    return make


def _efficientnet(x: Any) -> keras.Model:
    return keras.applications.EfficientNetV2B0(
        input_tensor=x, include_top=False, weights=None, include_preprocessing=True
    )


def _resnet(x: Any) -> keras.Model:
    return keras.applications.ResNet50(input_tensor=x, include_top=False, weights=None)


def _vgg(x: Any) -> keras.Model:
    return keras.applications.VGG16(input_tensor=x, include_top=False, weights=None)


def _as_it_is(x: Any) -> Any:
    """EfficientNetV2 prepares pixels itself."""
    return x


def _between_minus_one_and_one(x: Any) -> Any:
    return layers.Rescaling(1 / 127.5, offset=-1, name=_PREPARE)(x)


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
        name=_PREPARE,
    )(x)


_BACKBONES = {
    "mobilenet-v2-0.35": _Backbone(_mobilenet(0.35), _between_minus_one_and_one, "block_13_"),
    "mobilenet-v2-1.0": _Backbone(_mobilenet(1.0), _between_minus_one_and_one, "block_13_"),
    "efficientnet-v2-b0": _Backbone(_efficientnet, _as_it_is, "block6"),
    "resnet50": _Backbone(_resnet, _blue_green_red, "conv5_"),
    "vgg16": _Backbone(_vgg, _blue_green_red, "block5_"),
}
