"""Maps from one forward pass and one backward pass through the head, as one graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from core.explain.geometry import feature_axes
from core.explain.logits import logit_units, logits_from
from core.explain.plain_cam import plain_cam, pooled_kernel
from core.explain.replay import Chain, Step

Weigh = Callable[[Any, Any], Any]
Looked = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]


class GradientMaps:
    """The maps of one network by one method.

    Parameters
    ----------
    chain : Chain
        The network.
    feature : Step
        The feature map that is explained.
    weigh : callable or None
        From activations and gradients ``(B, h, w, C)`` to maps ``(B, h, w)``; None for plain CAM,
        which needs no gradients.
    """

    def __init__(self, chain: Chain, feature: Step, weigh: Weigh | None) -> None:
        rows, columns = feature_axes(chain)[id(feature.output)]
        self._rows = rows.onto(chain.image.shape[1])
        self._columns = columns.onto(chain.image.shape[2]).T
        self._trunk = keras.Model(chain.image, feature.output)
        self._logits = logits_from(chain, feature.output)
        self._units = logit_units(chain)
        self._weigh = weigh
        self._kernel = pooled_kernel(chain) if weigh is None else None
        signature = [tf.TensorSpec((None, *chain.image.shape[1:]), tf.float32)]
        self.raw = tf.function(self._raw, input_signature=signature)

    def look(self, pictures: NDArray[np.float32]) -> Looked:
        """Return logits ``(B, U)``; what speaks for each class, and signed: ``(B, K, h, w)``.

        What speaks for a class is not cut off at 0 yet, so that it can be placed smoothly.
        """
        logits, speaking, signed = (part.numpy() for part in self.raw(tf.constant(pictures)))
        return logits, self._placed(speaking), self._placed(signed)

    def _placed(self, maps: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(self._rows @ maps @ self._columns, np.float32)

    def _raw(self, pictures: Any) -> tuple[Any, Any, Any]:
        """Return what `look` does, one value a cell of the feature map.

        Signed evidence is the map of the logit less the map of its negative. For the methods that
        are linear in the gradient that is the map itself before its negative part is cut off.
        """
        features = self._trunk(pictures, training=False)
        if self._weigh is None:
            logits = self._logits(features)
            speaking = plain_cam(features, self._kernel)
            against = -speaking
        else:
            logits, speaking, against = self._by_gradient(features, self._weigh)
        signed = tf.nn.relu(speaking) - tf.nn.relu(against)
        if self._units == 1:
            speaking = tf.concat([against, speaking], axis=1)
            signed = tf.concat([-signed, signed], axis=1)
        return logits, speaking, signed

    def _by_gradient(self, features: Any, weigh: Weigh) -> tuple[Any, Any, Any]:
        """Repeat the features for each unit: one backward pass gives the gradient of all."""
        units = self._units
        repeated = tf.repeat(features, units, axis=0)
        own = tf.tile(tf.eye(units), [tf.shape(features)[0], 1])
        with tf.GradientTape() as tape:
            tape.watch(repeated)
            logits = self._logits(repeated)
            picked = tf.reduce_sum(logits * own)
        gradients = tape.gradient(picked, repeated)
        shape = [-1, units, *features.shape[1:3]]
        speaking = tf.reshape(weigh(repeated, gradients), shape)
        against = tf.reshape(weigh(repeated, -gradients), shape)
        return logits[::units], speaking, against
