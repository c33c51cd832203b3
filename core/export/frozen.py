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
    photo = network.inputs[0]
    spec = tf.TensorSpec((batch, *photo.shape[1:]), tf.float32, name=photo.name)

    def answer(photo: Any) -> Any:
        return network(photo, training=False)

    return tf.function(answer, input_signature=[spec])


def frozen(network: keras.Model, batch: int) -> Any:
    """Return a network as a concrete function without variables.

    LiteRT's own freezing leaves the variables of Keras 3 out, and the file then answers NaN.
    """
    return convert_variables_to_constants_v2(traced(network, batch).get_concrete_function())
