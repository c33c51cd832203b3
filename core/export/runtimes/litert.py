"""``python -m core.export.runtimes.litert MODEL PHOTOS ANSWERS``: asked by ai-edge-litert."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from core.export.runtimes.asking import main

_COLUMNS = 2


def load(path: str) -> Callable[[Any], Any]:
    """Return what answers float32 ``(1, S, S, 3)`` with probabilities ``(1, K)``."""
    from ai_edge_litert.interpreter import Interpreter  # noqa: PLC0415 - the one that differs

    interpreter = Interpreter(model_path=path, num_threads=1)
    interpreter.allocate_tensors()
    photo_at = interpreter.get_input_details()[0]["index"]
    outputs = interpreter.get_output_details()
    [answer_at] = [each["index"] for each in outputs if len(each["shape"]) == _COLUMNS]

    def ask(photo: Any) -> Any:
        interpreter.set_tensor(photo_at, photo)
        interpreter.invoke()
        return interpreter.get_tensor(answer_at)

    return ask


if __name__ == "__main__":
    main(load, sys.argv[1:])
