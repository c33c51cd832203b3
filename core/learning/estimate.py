"""How long a training will take on this computer, measured before it begins."""

from __future__ import annotations

import gc
import math
import time
from dataclasses import replace

import keras
import numpy as np

from core.learning.architectures import build
from core.learning.backbones import unfreeze
from core.learning.budget import Plan, make_plan, step_seconds
from core.learning.features import feature_network
from core.learning.losses import compile_model
from core.learning.optimizers import make_optimizer
from core.learning.progressive_resizing import mean_cost, smaller_rounds
from core.learning.transfer import FIRST_LOOK
from core.runs.spec import TrainConfig

_STARTING = 6.0
"""Seconds until a worker has loaded TensorFlow and the pictures."""

_LOOKS = 32
_NEVER = 1e9
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
    if not (config.starts_pretrained and config.fine_tuning in ("exact", "frozen")):
        unfreeze(model, config)
        seconds += _learning(model, config, training, watched, num_classes)
    gc.collect()  # a network and its functions refer to each other
    return seconds


def _looking(model: keras.Model, config: TrainConfig, training: int, watched: int) -> float:
    """Return the seconds for looking at every photo once, and for the head."""
    network = feature_network(model)
    pixels = _noise(_LOOKS, config.image_size)
    network(pixels)
    began = time.monotonic()
    network(pixels)
    each = (time.monotonic() - began) / _LOOKS
    if config.fine_tuning not in ("frozen", "two-stage"):
        twice = 2 * (training + watched)
        once = min(FIRST_LOOK, training) + watched
        return each * (twice if config.fine_tuning == "exact" else once)
    allowed = 30 * config.minutes or math.inf
    looked = min(each * config.feature_views * training, max(allowed, each * training))
    return looked + each * watched + _HEAD_ROUND * config.epochs


def _learning(
    model: keras.Model, config: TrainConfig, training: int, watched: int, num_classes: int
) -> float:
    """Return the seconds for learning from pixels, within the minutes allowed."""
    compile_model(model, make_optimizer(config), num_classes, config.label_smoothing)
    pixels = _noise(config.batch_size, config.image_size)
    labels = np.arange(config.batch_size) % num_classes
    first, whole = step_seconds(model, [(pixels, labels)] * 5)
    steps = math.ceil(training / config.batch_size)
    epochs = max(1, config.epochs // 2) if config.fine_tuning == "two-stage" else config.epochs
    smaller = smaller_rounds(epochs) if config.progressive_resizing else 0
    later = whole * mean_cost(Plan(epochs, steps, smaller=smaller))
    allowed = 60 * config.minutes or _NEVER
    share = watched / training
    plan = make_plan(allowed, later, steps, epochs, share)
    return 2 * first + plan.epochs * later * (plan.steps + steps * share / 3)


def _noise(count: int, side: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, side, side, 3), np.uint8)
