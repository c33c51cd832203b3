"""LayerCAM: activations weighted by positive gradients (Jiang et al. 2021).

doi:10.1109/TIP.2021.3089943. Unlike Grad-CAM it holds up in earlier, finer layers.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf


def layer_cam(activations: Any, gradients: Any) -> Any:
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
    return tf.reduce_sum(activations * tf.nn.relu(gradients), axis=-1)
