"""``python -m core.export.runtimes.litert MODEL PHOTOS ANSWERS``: asked by ai-edge-litert."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from core.export.runtimes.asking import main


def load(path: str) -> Callable[[Any], Any]:
    """Return what answers float32 ``(1, S, S, 3)`` with probabilities ``(1, K)``."""
    from ai_edge_litert.interpreter import Interpreter  # noqa: PLC0415 - the one that differs

    answer = Interpreter(model_path=path, num_threads=1).get_signature_runner()
    return lambda photo: answer(photo=photo)["probabilities"]


if __name__ == "__main__":
    main(load, sys.argv[1:])
