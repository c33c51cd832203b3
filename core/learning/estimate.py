"""How long a training will take on this computer, measured before it begins."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import keras
import numpy as np

from core.learning.architectures import build
from core.learning.budget import make_plan, step_seconds
from core.learning.features import feature_network
from core.learning.losses import compile_model
from core.learning.optimizers import make_optimizer
from core.runs.spec import TrainConfig

_STARTING = 6.0
"""Seconds until a worker has loaded TensorFlow and the pictures."""

_LOOKS = 32
_HEAD_ROUND = 0.15  # seconds of a round of a head on features; far below everything else


def expected_seconds(config: TrainConfig, training: int, watched: int, num_classes: int) -> float:
    """Return how long a training will take, from a few batches of noise.

    Parameters
    ----------
    config : TrainConfig
        Its settings.
    training, watched : int
        Photos to learn from and photos kept aside, each at least 1.
    num_classes : int
        K.

    Returns
    -------
    float
        Seconds from the start to the end, early stopping not counted on.
    """
    config = replace(config, batch_size=min(config.batch_size, training))
    model = build(config, num_classes)
    seconds = _STARTING
    if config.starts_pretrained:
        seconds += _looking(model, config, training, watched)
    if config.starts_pretrained and config.fine_tuning in ("exact", "frozen"):
        return seconds
    return seconds + _learning(model, config, training, watched, num_classes)


def _looking(model: keras.Model, config: TrainConfig, training: int, watched: int) -> float:
    """Return the seconds for looking at every photo once, and for the head."""
    network = feature_network(model)
    pixels = _noise(_LOOKS, config.image_size)
    network(pixels)
    began = time.monotonic()
    network(pixels)
    each = (time.monotonic() - began) / _LOOKS
    own_head = config.fine_tuning in ("frozen", "two-stage")
    looks = config.feature_views * training if own_head else 2 * training
    return each * (looks + 2 * watched) + (_HEAD_ROUND * config.epochs if own_head else 0.0)


def _learning(
    model: keras.Model, config: TrainConfig, training: int, watched: int, num_classes: int
) -> float:
    """Return the seconds for learning from pixels, within the minutes allowed."""
    compile_model(model, make_optimizer(config), num_classes, config.label_smoothing)
    pixels = _noise(config.batch_size, config.image_size)
    labels = np.arange(config.batch_size) % num_classes
    per_step = step_seconds(model, [(pixels, labels)] * 5)
    steps = math.ceil(training / config.batch_size)
    allowed = 60 * config.minutes or math.inf
    share = watched / training
    plan = make_plan(min(allowed, 1e9), per_step, steps, config.epochs, share)
    return plan.epochs * per_step * (plan.steps + steps * share / 3)


def _noise(count: int, side: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, side, side, 3), np.uint8)
