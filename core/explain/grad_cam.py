"""Grad-CAM: channels weighted by their mean gradient (Selvaraju et al. 2017, arXiv:1610.02391)."""

from __future__ import annotations

from typing import Any

import tensorflow as tf


def grad_cam(activations: Any, gradients: Any) -> Any:
    """Return the map of each picture, before its negative part is cut off.

    Parameters
    ----------
    activations, gradients : tf.Tensor
        Float32 ``(B, h, w, C)``: a feature map and the slope of a logit along it.

    Returns
    -------
    tf.Tensor
        Float32 ``(B, h, w)``.
    """
    weights = tf.reduce_mean(gradients, axis=(1, 2), keepdims=True)
    return tf.reduce_sum(activations * weights, axis=-1)
