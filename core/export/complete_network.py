"""A run's network with everything between a square of pixels and the answer inside it.

The app makes an answer in steps: the mean over photo and mirror image, a column for each class, the
temperature, the distance to what was learned from. In other programs these steps would be left out
or done differently, so here they become part of the network.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from core.export.names import DISTANCE, PHOTO, PROBABILITIES
from core.learning.architectures import ANSWER
from core.learning.familiarity import NEIGHBOURS, answering_features

_SMALLEST = float(np.finfo(np.float64).eps)
_TINY = float(np.finfo(np.float32).tiny)


def complete_network(
    model: keras.Model,
    *,
    mirrored: bool,
    temperature: float = 1.0,
    known: NDArray[np.float32] | None = None,
) -> keras.Model:
    """Return a network that answers as the app does.

    Parameters
    ----------
    model : keras.Model
        As `core.learning.architectures.build` made it; its weights are shared.
    mirrored : bool
        Whether an answer is the mean of those to the photo and to its mirror image.
    temperature : float, default 1
        Above 0; see `core.evaluation.temperature`.
    known : ndarray of float32, shape (M, F), optional
        What it has learned from looks like, each row of length 1; see
        `core.learning.familiarity.Familiarity`.

    Returns
    -------
    keras.Model
        Input ``photo``, float32 ``(B, S, S, 3)``, RGB in 0..255. Outputs ``probabilities``,
        float32 ``(B, K)``, columns in class order, and, where ``known`` is given, ``distance``,
        float32 ``(B,)``: the mean distance to the ten most similar photos of ``known``.
    """
    photo = keras.Input(model.inputs[0].shape[1:], name=PHOTO, dtype="float32")
    network = _before_the_answer(model)
    seen, told = network(photo)
    said = _answer(model, told)
    if mirrored:
        said = (said + _answer(model, network(ops.flip(photo, axis=2))[1])) / 2
    outputs = {PROBABILITIES: _at_temperature(_as_columns(said), temperature)}
    if known is not None:
        outputs[DISTANCE] = _distance(seen, known)
    return keras.Model(photo, outputs)


def _before_the_answer(model: keras.Model) -> keras.Model:
    """Return a network that gives what a photo looks like, and what the answer is made of."""
    seen = answering_features(model).outputs[0]
    return keras.Model(model.inputs[0], [seen, model.get_layer(ANSWER).input])


def _answer(model: keras.Model, told: Any) -> Any:
    """Return what the last layer says, by a product and a sum.

    A head that was solved exactly has weights of very different sizes. As a layer it would be
    rounded to whole numbers, and answer at random; these two steps are left as they are.
    """
    layer = model.get_layer(ANSWER)
    kernel, bias = layer.get_weights()
    return layer.activation(ops.sum(ops.expand_dims(told, -1) * kernel, axis=1) + bias)


def _as_columns(said: Any) -> Any:
    return ops.concatenate([1 - said, said], axis=1) if said.shape[1] == 1 else said


def _at_temperature(probabilities: Any, temperature: float) -> Any:
    if temperature == 1:
        return probabilities
    return ops.softmax(ops.log(ops.maximum(probabilities, _SMALLEST)) / temperature)


def _distance(seen: Any, known: NDArray[np.float32]) -> Any:
    length = ops.sqrt(ops.sum(ops.square(seen), axis=1, keepdims=True))
    alike = ops.matmul(seen / ops.maximum(length, _TINY), known.T)
    nearest, _ = ops.top_k(alike, min(NEIGHBOURS, len(known)))
    return ops.mean(ops.sqrt(ops.maximum(2 - 2 * nearest, 0)), axis=1)
