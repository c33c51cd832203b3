"""What an answer with its heat map costs beside the bare answer of the network."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from benchmarks.figure import Figure
from core.explain.cam import Explainer, on_one_scale
from core.learning.architectures import build
from core.learning.starter import load_starter
from core.runs.presets import default_config
from core.runs.spec import ARCHITECTURES

_WARM, _TIMES = 5, 40


def explain_ratio() -> Figure:
    """Return how many bare forward passes a prediction with maps takes, one face at a time.

    The bare pass is the compiled network on the same face; both take turns in the same run. The
    figure is that of the starter model, those of all networks at their own size are beside it.
    """
    ratios = {"starter": _ratio(load_starter())}
    for name in ARCHITECTURES:
        ratios[name] = _ratio(build(default_config(name), 2))
    return Figure(
        name="explain_ratio",
        value=ratios["starter"]["ratio"],
        unit="x",
        target="<= 3, stretch 2",
        compared_with="a bare forward pass, compiled",
        detail={"times": _TIMES, "networks": ratios},
    )


def _ratio(model: Any) -> dict[str, float]:
    side = model.input_shape[1]
    face = np.random.default_rng(1).integers(0, 256, (1, side, side, 3), np.uint8)
    signature = [tf.TensorSpec((None, side, side, 3), tf.float32)]
    graph = tf.function(lambda x: model(x, training=False), input_signature=signature)
    explainer = Explainer(model)

    def bare() -> Any:
        return graph(tf.constant(face, tf.float32)).numpy()

    def explained() -> Any:
        found = explainer.explain(face)
        return found.probabilities, on_one_scale(found.speaking[0])

    alone, both = _in_turns(bare, explained)
    return {
        "ratio": round(both / alone, 2),
        "bare_ms": round(1000 * alone, 2),
        "explained_ms": round(1000 * both, 2),
    }


def _in_turns(*works: Callable[[], Any]) -> list[float]:
    """Return the median seconds of each."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(_WARM + _TIMES):
        for work, taken in zip(works, times, strict=True):
            began = time.perf_counter()
            work()
            taken.append(time.perf_counter() - began)
    return [statistics.median(taken[_WARM:]) for taken in times]
