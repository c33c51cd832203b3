"""From a tensor inside a network to its logits: the answer before sigmoid or softmax squash it.

The slope of a probability vanishes where the network is sure, and so would every map.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from core.explain.replay import Chain, logit_input

_MOST_PIXELS = 400_000
_LEAST_BATCH, _LARGEST_BATCH = 8, 64

Logits = NDArray[np.float32]


def logits_from(chain: Chain, start: Any) -> Callable[[Any], Any]:
    """Return a function from values of a tensor of the chain to logits ``(B, U)``.

    Raises
    ------
    ValueError
        If the network ends in a squashing layer that is not dense.
    """
    last, squashes = logit_input(chain)
    if squashes and not isinstance(last.layer, keras.layers.Dense):
        raise ValueError(f"The network ends in {last.layer.name!r}; expected a dense layer.")
    behind = keras.Model(start, last.inputs[0] if squashes else last.output)

    def logits(values: Any) -> Any:
        out = behind(values, training=False)
        if not squashes:
            return out
        out = keras.ops.matmul(out, last.layer.kernel)
        return out + last.layer.bias if last.layer.use_bias else out

    return logits


def logit_units(chain: Chain) -> int:
    """Return the number of output units U: 1 for a sigmoid, K for a softmax."""
    return int(logit_input(chain)[0].output.shape[-1])


class LogitModel:
    """A network that answers many pictures with logits.

    Parameters
    ----------
    chain : Chain
        The network.
    mirrored : bool, default False
        Whether an answer is the mean of those to the picture and to its mirror image.
    """

    def __init__(self, chain: Chain, *, mirrored: bool = False) -> None:
        self._mirrored = mirrored
        signature = [tf.TensorSpec((None, *chain.image.shape[1:]), tf.float32)]
        self._graph = tf.function(logits_from(chain, chain.image), input_signature=signature)
        fitting = _MOST_PIXELS // (chain.image.shape[1] * chain.image.shape[2])
        self._batch = min(max(fitting, _LEAST_BATCH), _LARGEST_BATCH)  # more overflow the cache

    def __call__(self, pictures: NDArray[Any]) -> Logits:
        """Return logits float32 ``(N, U)`` of pictures ``(N, S, S, 3)`` in 0..255, N at least 1."""
        own = self._answer(pictures)
        if not self._mirrored:
            return own
        return (own + self._answer(pictures[:, :, ::-1])) * np.float32(0.5)

    def _answer(self, pictures: NDArray[Any]) -> Logits:
        parts = [
            self._graph(tf.constant(pictures[start : start + self._batch], tf.float32)).numpy()
            for start in range(0, len(pictures), self._batch)
        ]
        return np.concatenate(parts)


def class_logits(logits: Logits) -> Logits:
    """Give the one logit of a sigmoid, the second class, its negative beside it: ``(N, K)``."""
    return np.concatenate([-logits, logits], axis=1) if logits.shape[1] == 1 else logits


def probabilities(logits: Logits) -> NDArray[np.float32]:
    """Return probabilities ``(N, K)`` of logits ``(N, U)``."""
    if logits.shape[1] == 1:
        second = 1 / (1 + np.exp(-np.clip(logits, -80, 80)))
        return np.concatenate([1 - second, second], axis=1)
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    result: NDArray[np.float32] = raised / raised.sum(axis=1, keepdims=True)
    return result


def margins(logits: Logits, answers: NDArray[np.integer]) -> NDArray[np.float64]:
    """Return by how much the logit of one class lies above the highest other.

    Parameters
    ----------
    logits : ndarray of float32, shape (N, U)
        From a network.
    answers : ndarray of int, shape (N,)
        That class of each picture.

    Returns
    -------
    ndarray of float64, shape (N,)
        With one sigmoid unit, the logit of the class itself; negative where another is higher.
    """
    rows = np.arange(len(logits))
    every = class_logits(logits).astype(np.float64)
    own: NDArray[np.float64] = every[rows, answers].copy()
    if logits.shape[1] == 1:
        return own
    every[rows, answers] = -np.inf
    result: NDArray[np.float64] = own - every.max(axis=1)
    return result
