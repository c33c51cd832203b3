"""Class activation mapping as it was first published (Zhou et al. 2016, arXiv:1512.04150).

It needs no gradient, and exists only where a global average pooling feeds one dense layer.
"""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from core.explain.feature_layer import head_steps, last_feature_map
from core.explain.replay import Chain

_PASSING = (keras.layers.Dropout, keras.layers.Activation, keras.layers.Softmax)


def plain_cam(activations: Any, kernel: Any) -> Any:
    """Return the map of each picture and unit, before its negative part is cut off.

    Parameters
    ----------
    activations : tf.Tensor
        Float32 ``(B, h, w, C)``: what is averaged over the picture.
    kernel : tf.Tensor
        Float32 ``(C, U)``: the weights of the dense layer.

    Returns
    -------
    tf.Tensor
        Float32 ``(B, U, h, w)``: the published map divided by its number of cells, so that the
        cells add up to the logit minus the bias.
    """
    cells = activations.shape[1] * activations.shape[2]
    return tf.einsum("bhwc,cu->buhw", activations, kernel) / cells


def pooled_kernel(chain: Chain) -> Any:
    """Return the kernel ``(C, U)`` of the one dense layer behind the average pooling.

    Raises
    ------
    ValueError
        If the network does not end so.
    """
    head = head_steps(chain, last_feature_map(chain))
    pooled = bool(head) and isinstance(head[0].layer, keras.layers.GlobalAveragePooling2D)
    dense = [step.layer for step in head[1:] if not isinstance(step.layer, _PASSING)]
    if not pooled or len(dense) != 1 or not isinstance(dense[0], keras.layers.Dense):
        raise ValueError(
            "Plain CAM needs a network whose last feature map is averaged over the picture and "
            "goes into one dense layer; this network ends otherwise. Choose Grad-CAM or HiResCAM."
        )
    return dense[0].kernel
