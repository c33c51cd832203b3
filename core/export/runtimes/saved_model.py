"""``python -m core.export.runtimes.saved_model MODEL PHOTOS ANSWERS``: asked by TensorFlow."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from core.export.runtimes.asking import main


def load(path: str) -> Callable[[Any], Any]:
    """Return what answers float32 ``(1, S, S, 3)`` with probabilities ``(1, K)``."""
    import tensorflow as tf  # noqa: PLC0415 - the one thing that differs

    loaded = tf.saved_model.load(f"{path}/1")

    def ask(photo: Any) -> Any:
        answers = loaded.signatures["serving_default"](photo=tf.constant(photo))
        return answers["probabilities"].numpy()

    return ask


if __name__ == "__main__":
    main(load, sys.argv[1:])
