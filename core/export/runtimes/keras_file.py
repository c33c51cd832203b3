"""``python -m core.export.runtimes.keras_file MODEL PHOTOS ANSWERS``: asked by Keras."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from core.export.runtimes.asking import main


def load(path: str) -> Callable[[Any], Any]:
    """Return what answers float32 ``(1, S, S, 3)`` with probabilities ``(1, K)``."""
    import keras  # noqa: PLC0415 - the one thing that differs

    network = keras.saving.load_model(path, compile=False, safe_mode=True)
    return lambda photo: np.asarray(network.predict_on_batch(photo)["probabilities"])


if __name__ == "__main__":
    main(load, sys.argv[1:])
