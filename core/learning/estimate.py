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
from core.learning.baseline import hog_features
from core.learning.budget import step_seconds
from core.learning.face_network import FEATURES
from core.learning.features import feature_network
from core.learning.losses import compile_model
from core.learning.optimizers import make_optimizer
from core.learning.progressive_resizing import SMALLER, longest_plan
from core.learning.solved_head import FIRST_LOOK
from core.runs.spec import TrainConfig

_STARTING = 6.0
"""Seconds until a worker has loaded TensorFlow and the pictures."""

_LOOKS = 32
_RIVAL_SIDE = 48
_NEVER = 1e9
_HEAD_ROUND = 0.15  # seconds of a round of a head on features; far below everything else


def expected_seconds(config: TrainConfig, training: int, watched: int, num_classes: int) -> float:
    """Return how long a training will take, from a few batches of noise.

    Counted are the start, the learning within its minutes, and at the end the answers to the
    photos kept aside and those of the test, whose number follows from the shares.

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
    look = _one_look(model, config.image_size)
    seconds = 0.0
    if config.starts_pretrained:
        seconds += _looking(config, training, watched, look)
    if not (config.starts_pretrained and config.fine_tuning in ("exact", "frozen")):
        unfreeze(model, config)
        seconds += _learning(model, config, training, watched, num_classes, gone=seconds)
    tested = round(training * config.shares.test / config.shares.train)
    answers = (watched + tested) * look * (2 if config.mirrored_prediction else 1)
    gc.collect()  # a network and its functions refer to each other
    return _STARTING + seconds + answers + _rivals(training + watched + tested)


def _one_look(model: keras.Model, side: int) -> float:
    """Return the seconds a network needs for a photo."""
    network = feature_network(model) if FEATURES in _names(model) else model
    pixels = _noise(_LOOKS, side)
    network(pixels)
    began = time.monotonic()
    network(pixels)
    return (time.monotonic() - began) / _LOOKS


def _names(model: keras.Model) -> set[str]:
    return {layer.name for layer in model.layers}


def _looking(config: TrainConfig, training: int, watched: int, look: float) -> float:
    """Return the seconds for looking at photos before the first round, and for the head."""
    if config.fine_tuning == "exact":
        return look * 2 * (training + watched)
    if config.fine_tuning not in ("frozen", "two-stage"):
        return look * (min(FIRST_LOOK, training) + watched)
    allowed = 30 * config.minutes or math.inf
    looked = min(look * config.feature_views * training, max(allowed, look * training))
    return looked + look * watched + _HEAD_ROUND * config.epochs


def _learning(
    model: keras.Model,
    config: TrainConfig,
    training: int,
    watched: int,
    num_classes: int,
    *,
    gone: float,
) -> float:
    """Return the seconds for learning from pixels, within what is left of the minutes."""
    compile_model(model, make_optimizer(config), num_classes, config.label_smoothing)
    pixels = _noise(config.batch_size, config.image_size)
    labels = np.arange(config.batch_size) % num_classes
    first, later = step_seconds(model, [(pixels, labels)] * 5)
    costs = [SMALLER**2 * later, later] if config.progressive_resizing else [later]
    steps = math.ceil(training / config.batch_size)
    epochs = max(1, config.epochs // 2) if config.fine_tuning == "two-stage" else config.epochs
    left = max(0.0, 60 * config.minutes - gone - 2 * first) if config.minutes else _NEVER
    share = watched / training
    plan = longest_plan(left, costs, steps, epochs, share)
    spent = plan.smaller * costs[0] + (plan.epochs - plan.smaller) * later
    return 2 * first + spent * (plan.steps + steps * share / 3)


def _rivals(photos: int) -> float:
    """Return the seconds for hand-made features; fitting them takes about as long again."""
    greys = _noise(_LOOKS, _RIVAL_SIDE)[..., 0]
    began = time.monotonic()
    hog_features(greys)
    return 2 * photos * (time.monotonic() - began) / _LOOKS


def _noise(count: int, side: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, side, side, 3), np.uint8)
