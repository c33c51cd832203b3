"""A network as one graph whose weights are constants, which is what other runtimes take."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2


def traced(network: keras.Model, batch: int | None = None) -> Any:
    """Return a network as a traced function.

    Parameters
    ----------
    network : keras.Model
        As `core.export.complete_network.complete_network` made it.
    batch : int, optional
        Photos at once; left out, any number.

    Returns
    -------
    tf.types.experimental.PolymorphicFunction
        Takes ``photo``, float32 ``(batch, S, S, 3)``; returns the outputs by name.
    """

    def answer(photo: Any) -> Any:
        return network(photo, training=False)

    return tf.function(answer, input_signature=[_signature(network, batch)])


def frozen(network: keras.Model, batch: int | None = None) -> tf.Module:
    """Return a network as a module without variables.

    LiteRT's own freezing leaves the variables of Keras 3 out, and the file then answers NaN.

    Returns
    -------
    tf.Module
        Its function ``answer`` is that of `traced`, with the weights as constants.
    """
    function = traced(network, batch).get_concrete_function()
    constant = convert_variables_to_constants_v2(function)
    names = sorted(function.structured_outputs)  # the order in which TensorFlow flattens a dict

    def answer(photo: Any) -> Any:
        return dict(zip(names, constant(photo), strict=True))

    module = tf.Module()
    module.answer = tf.function(answer, input_signature=[_signature(network, batch)])
    return module


def _signature(network: keras.Model, batch: int | None) -> tf.TensorSpec:
    photo = network.inputs[0]
    return tf.TensorSpec((batch, *photo.shape[1:]), tf.float32, name=photo.name)
