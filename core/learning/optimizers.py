"""The optimizers on offer, and how their step size changes."""

from __future__ import annotations

from typing import Any

import keras

from core.learning.muon import ConvolutionMuon
from core.runs.spec import TrainConfig

_MOMENTUM = 0.9
_MEMORIES = 10
"""A running mean must be much shorter than the training, or it keeps what it began with."""


def make_optimizer(config: TrainConfig, steps: int = 1) -> keras.optimizers.Optimizer:
    """Return a new optimizer.

    Parameters
    ----------
    config : TrainConfig
        Kind, step size and its course, weight decay and averaging are taken from it.
    steps : int, default 1
        Steps in an epoch; the schedule spans ``config.epochs`` of them.
    """
    rate = learning_rate(config, steps)
    momentum = min(config.weight_averaging, 1 - _MEMORIES / (steps * config.epochs))
    options = {"use_ema": True, "ema_momentum": momentum} if momentum > 0 else {}
    if config.optimizer == "sgd":
        return keras.optimizers.SGD(rate, momentum=_MOMENTUM, nesterov=True, **options)
    if config.optimizer == "adamw":
        return keras.optimizers.AdamW(rate, weight_decay=config.weight_decay, **options)
    if config.optimizer == "muon":
        decay = {"weight_decay": config.weight_decay, "adam_weight_decay": config.weight_decay}
        return ConvolutionMuon(rate, **decay, **options)
    return keras.optimizers.Adam(rate, **options)


def learning_rate(config: TrainConfig, steps: int) -> Any:
    """Return the step size: a number, or a course over the steps of the whole training.

    Parameters
    ----------
    config : TrainConfig
        ``learning_rate`` is the highest value; ``warmup`` and ``schedule`` shape the course.
    steps : int
        Steps in an epoch.
    """
    rate = float(config.learning_rate)
    total = steps * config.epochs
    rising = min(round(steps * config.warmup), total - 1)
    if config.schedule == "constant" and not rising:
        return rate
    return keras.optimizers.schedules.CosineDecay(
        0.0 if rising else rate,
        decay_steps=max(1, total - rising),
        alpha=1.0 if config.schedule == "constant" else 0.0,
        warmup_target=rate if rising else None,
        warmup_steps=rising,
    )
