"""Grad-CAM++ (Chattopadhyay et al. 2018, doi:10.1109/WACV.2018.00097, arXiv:1710.11063)."""

from __future__ import annotations

from typing import Any

import tensorflow as tf


def grad_cam_plus_plus(activations: Any, gradients: Any) -> Any:
    """Return the map of each picture, before its negative part is cut off.

    Channels are weighted by a mean of their positive gradients that gives each cell a weight of
    its own. As in the paper's closed form, the score is taken for the exponential of the logit,
    so that its second and third slopes are powers of the first; the exponential itself is the
    same factor for the whole map and is left out.

    Parameters
    ----------
    activations, gradients : tf.Tensor
        Float32 ``(B, h, w, C)``: a feature map and the slope of a logit along it.

    Returns
    -------
    tf.Tensor
        Float32 ``(B, h, w)``.
    """
    whole = tf.reduce_sum(activations, axis=(1, 2), keepdims=True)
    shares = tf.math.divide_no_nan(1.0, 2 + whole * gradients) * tf.cast(gradients != 0, tf.float32)
    weights = tf.reduce_sum(shares * tf.nn.relu(gradients), axis=(1, 2), keepdims=True)
    return tf.reduce_sum(activations * weights, axis=-1)
