"""What a training computes on."""

from __future__ import annotations

import tensorflow as tf

ON_PROCESSOR = "It learns on the processor: no graphics card was found that TensorFlow can use."


def learns_on() -> str:
    """Say in a sentence whether a graphics card is used."""
    cards = tf.config.list_physical_devices("GPU")
    return "It learns on the graphics card." if cards else ON_PROCESSOR
