"""``python -m core.export.runtimes.onnx MODEL PHOTOS ANSWERS``: asked by onnxruntime."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from core.export.runtimes.asking import main


def load(path: str) -> Callable[[Any], Any]:
    """Return what answers float32 ``(1, S, S, 3)`` with probabilities ``(1, K)``."""
    import onnxruntime  # noqa: PLC0415 - the one thing that differs

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return lambda photo: np.asarray(session.run(["probabilities"], {"photo": photo})[0])


if __name__ == "__main__":
    main(load, sys.argv[1:])
