"""HiResCAM: gradient times activation, cell by cell (Draelos and Carin 2020, arXiv:2011.08891)."""

from __future__ import annotations

from typing import Any

import tensorflow as tf


def hires_cam(activations: Any, gradients: Any) -> Any:
    """Return the map of each picture, before its negative part is cut off.

    Where nothing but one linear layer follows, its cells add up to the logit minus the bias.

    Parameters
    ----------
    activations, gradients : tf.Tensor
        Float32 ``(B, h, w, C)``: a feature map and the slope of a logit along it.

    Returns
    -------
    tf.Tensor
        Float32 ``(B, h, w)``.
    """
    return tf.reduce_sum(activations * gradients, axis=-1)
