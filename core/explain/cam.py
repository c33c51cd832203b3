"""Class activation maps: what in an image speaks for a class.

One rule serves every network: gradient times activation, cell by cell, summed over the channels
of the last feature map (HiResCAM: Draelos and Carin 2020, arXiv:2011.08891). Where that map goes
into a global average pooling, its gradient is the same in every cell and the rule is Grad-CAM
(Selvaraju et al. 2017, doi:10.1109/ICCV.2017.74). Where it is flattened into dense layers,
Grad-CAM's averaging would light up places that the network did not use; this rule does not.

The gradient is that of the logit. That of the probability vanishes where the network is sure.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from core.explain.geometry import feature_axes
from core.explain.replay import Chain, Step, logit_input, replay

_FEWEST_CELLS = 7
"""Coarser maps do not tell the mouth from the eyes; an earlier layer is taken then."""

_NOT_A_FEATURE_MAP = (
    keras.layers.ZeroPadding2D,
    keras.layers.Cropping2D,
    keras.layers.UpSampling2D,
)


class Explainer:
    """The maps of one network; building it takes a moment, asking it is fast.

    Parameters
    ----------
    model : keras.Model
        Functional or Sequential classifier, also nested or loaded from a file, whose input is
        float32 ``(B, S, S, 3)`` in 0..255 and whose output is one sigmoid unit (two classes) or
        K softmax units. Its weights are shared: train it further and the maps follow.

    Raises
    ------
    ValueError
        If the network is of no such kind.
    """

    def __init__(self, model: Any) -> None:
        chain = replay(model)
        feature = _feature_step(chain)
        rows, columns = feature_axes(chain)[id(feature.output)]
        self._rows = rows.onto(chain.image.shape[1])
        self._columns = columns.onto(chain.image.shape[2])
        self._shape = tuple(chain.image.shape[1:])
        self._raw_evidence = _compile(chain, feature)

    def evidence(self, image: NDArray[Any]) -> NDArray[np.float32]:
        """Return what in the image speaks for and against each class.

        Parameters
        ----------
        image : ndarray of uint8 or float32, shape (S, S, 3)
            RGB in 0..255, of the network's input size.

        Returns
        -------
        ndarray of float32, shape (K, h, w)
            Positive for, negative against a class, in units of its logit, on an even grid over
            the image; classes in the order of the class list. With one sigmoid unit, class 0 is
            the negative of class 1.

        Raises
        ------
        ValueError
            If the image has another shape.
        """
        if image.shape != self._shape:
            raise ValueError(f"The image has shape {image.shape}; expected {self._shape}.")
        batch = tf.constant(image[None], dtype=tf.float32)
        raw = self._raw_evidence(batch).numpy()
        if len(raw) == 1:
            raw = np.concatenate([-raw, raw])
        placed: NDArray[np.float32] = self._rows @ raw @ self._columns.T
        return placed

    def maps(self, image: NDArray[Any]) -> NDArray[np.float32]:
        """Return a map for each class.

        Parameters
        ----------
        image : ndarray of uint8 or float32, shape (S, S, 3)
            RGB in 0..255, of the network's input size.

        Returns
        -------
        ndarray of float32, shape (K, h, w)
            0 where nothing speaks for the class, 1 at the strongest evidence for any class of
            this image: the maps of one image can be compared. All 0 where there is no evidence.
        """
        positive = np.maximum(self.evidence(image), 0)
        strongest = positive.max(initial=0)
        if not strongest > 0 or not np.isfinite(strongest):
            return np.zeros_like(positive)
        result: NDArray[np.float32] = positive / strongest
        return result


_explainers: WeakKeyDictionary[Any, Explainer] = WeakKeyDictionary()


def class_activation_map(model: Any, image: NDArray[Any], class_index: int) -> NDArray[np.float32]:
    """Return what in an image speaks for one class.

    Parameters
    ----------
    model : keras.Model
        As for `Explainer`, which is kept as long as the model is.
    image : ndarray of uint8 or float32, shape (S, S, 3)
        RGB in 0..255, of the network's input size.
    class_index : int
        Place in the class list, 0 to K - 1.

    Returns
    -------
    ndarray of float32, shape (h, w)
        In 0..1, as `Explainer.maps`.

    Raises
    ------
    ValueError
        If the image or the network does not fit.
    IndexError
        If there is no such class.
    """
    explainer = _explainers.get(model)
    if explainer is None:
        explainer = _explainers[model] = Explainer(model)
    maps = explainer.maps(image)
    if not 0 <= class_index < len(maps):
        raise IndexError(f"The class index is {class_index}; expected 0 to {len(maps) - 1}.")
    result: NDArray[np.float32] = maps[class_index]
    return result


def _feature_step(chain: Chain) -> Step:
    """Return the deepest layer that everything passes through and that still tells places apart.

    A tensor that a shortcut leads around would hold only a part of the evidence.
    """
    position = {id(step.output): n for n, step in enumerate(chain.steps)}
    earliest = len(chain.steps)
    coarse: Step | None = None
    for n in range(len(chain.steps) - 1, -1, -1):
        step = chain.steps[n]
        if earliest >= n and _is_feature_map(step):
            coarse = coarse or step
            if min(step.output.shape[1:3]) >= _FEWEST_CELLS:
                return step
        earliest = min(earliest, *(position.get(id(tensor), -1) for tensor in step.inputs))
    if coarse is None:
        raise ValueError("The network has no layer that tells places in the image apart.")
    return coarse


def _is_feature_map(step: Step) -> bool:
    shape = step.output.shape
    spatial = len(shape) == 4 and None not in shape[1:]  # noqa: PLR2004 (B, h, w, C)
    return spatial and min(shape[1:3]) > 1 and not isinstance(step.layer, _NOT_A_FEATURE_MAP)


def _compile(chain: Chain, feature: Step) -> Callable[[Any], Any]:
    """Return a graph: image ``(1, S, S, 3)`` to raw evidence ``(units, h, w)``.

    The trunk runs once for all classes; its feature map is repeated for each output unit, and one
    backward pass through the head gives the gradient of every unit.
    """
    last, squashes = logit_input(chain)
    if squashes and not isinstance(last.layer, keras.layers.Dense):
        raise ValueError(f"The network ends in {last.layer.name!r}; expected a dense layer.")
    trunk = keras.Model(chain.image, feature.output)
    head = keras.Model(feature.output, last.inputs[0] if squashes else last.output)
    units = last.output.shape[-1]

    def logits(features: Any) -> Any:
        out = head(features, training=False)
        if not squashes:
            return out
        out = keras.ops.matmul(out, last.layer.kernel)
        return out + last.layer.bias if last.layer.use_bias else out

    def evidence(image: Any) -> Any:
        features = tf.repeat(trunk(image, training=False), units, axis=0)
        with tf.GradientTape() as tape:
            tape.watch(features)
            own = tf.linalg.diag_part(logits(features))
        return tf.reduce_sum(tape.gradient(own, features) * features, axis=-1)

    signature = [tf.TensorSpec((1, *chain.image.shape[1:]), tf.float32)]
    graph: Callable[[Any], Any] = tf.function(evidence, input_signature=signature)
    return graph
