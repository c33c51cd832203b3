"""The part of a training step of the face network that random changes of photos take."""

from __future__ import annotations

import time
from statistics import median
from typing import Any

import numpy as np

from benchmarks.figure import Figure
from core.worker import tune_tensorflow

_BATCH, _SIDE, _STEPS = 64, 48, 80


def augmentation_share() -> Figure:
    """Compare steps with and without the changes of the presets, in turns; processor time."""
    tune_tensorflow()
    import tensorflow as tf

    from core.learning.architectures import build
    from core.learning.augmentation import augment
    from core.learning.losses import compile_model
    from core.learning.optimizers import make_optimizer
    from core.runs.presets import preset_config

    config = preset_config("thorough", "face-cnn", 12_000)
    model = build(config, 2)
    compile_model(model, make_optimizer(config, 100), 2, config.label_smoothing)
    pixels = np.random.default_rng(0).integers(0, 256, (_BATCH, _SIDE, _SIDE, 3), np.uint8)
    labels = np.arange(_BATCH) % 2
    change = tf.function(lambda photos, seed: augment(photos, config.augmentation, seed))

    def step(number: int, *, changed: bool) -> float:
        began = time.process_time()
        photos: Any = pixels
        if changed:
            photos = change(pixels, tf.constant([0, number], tf.int64))
        model.train_on_batch(photos, labels)
        return time.process_time() - began

    for number in range(3):
        step(number, changed=bool(number % 2))
    cost: dict[bool, list[float]] = {True: [], False: []}
    for number in range(_STEPS):
        changed = number % 2 == 0
        cost[changed].append(step(number, changed=changed))
    with_, without = median(cost[True]), median(cost[False])
    detail = {
        "step_ms": round(1000 * with_, 1),
        "plain_step_ms": round(1000 * without, 1),
        "batch": _BATCH,
        "changes": config.augmentation.to_json(),
        "counted": "processor time of all threads",
    }
    share = max(0.0, 1 - without / with_)
    return Figure(
        "augmentation_share", round(share, 4), "share", "<= 0.1, stretch 0.05", None, detail
    )
