"""Which settings a search may choose, and how a choice is told to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from optuna import Trial

from core.runs.networks import ARCHITECTURES
from core.runs.settings import MILD, Augmentation
from core.runs.spec import TrainConfig

_FACTOR = 10.0
_STRONGEST = 1.5
_BATCHES = (16, 32, 64, 128)
_WIDTHS = (64, 128, 256, 512)
_DROPOUT = 0.5


def suggest(trial: Trial, bases: Mapping[str, TrainConfig]) -> TrainConfig:
    """Return settings to try next.

    Parameters
    ----------
    trial : optuna.Trial
        Asks what went well so far.
    bases : mapping of str to TrainConfig
        For each network on offer the settings it begins with. Varied are the network, the
        learning rate (up to ten times larger or smaller), batch size, dropout, strength of the
        random changes (none to one and a half times) and, where there is a hidden layer, its
        width.
    """
    base = bases[trial.suggest_categorical("network", list(bases))]
    factor = trial.suggest_float("learning_rate_factor", 1 / _FACTOR, _FACTOR, log=True)
    strength = trial.suggest_float("augmentation_strength", 0, _STRONGEST)
    units = base.dense_units
    if units:
        units = trial.suggest_categorical("dense_units", _WIDTHS)
    return replace(
        base,
        learning_rate=min(10.0, base.learning_rate * factor),
        batch_size=trial.suggest_categorical("batch_size", _BATCHES),
        dropout=trial.suggest_float("dropout", 0, _DROPOUT),
        dense_units=units,
        augmentation=strengthened(base.augmentation, strength),
    )


def strengthened(augmentation: Augmentation, strength: float) -> Augmentation:
    """Return random changes of photos, made stronger or weaker as a whole.

    Parameters
    ----------
    augmentation : Augmentation
        What counts as strength 1; `MILD` stands in for none.
    strength : float
        0 for no change at all, mirror images included.
    """
    whole = augmentation if augmentation.active else MILD
    changed = {
        name: strength * value if isinstance(value, float | int) else value
        for name, value in whole.to_json().items()
        if not isinstance(value, bool)
    }
    return replace(whole, **changed, horizontal_flip=whole.horizontal_flip and strength > 0)


def in_words(config: TrainConfig, bases: Mapping[str, TrainConfig]) -> dict[str, Any]:
    """Return what a search varied, with names a person understands.

    Returns
    -------
    dict
        In the words of Advanced: ``network``, ``learning rate``, ``batch size``, ``dropout``,
        ``changes to photos`` (1 is what the network begins with) and ``dense units`` (0 for no
        hidden layer).
    """
    base = bases[config.architecture].augmentation
    usual = (base if base.active else MILD).rotation
    return {
        "network": ARCHITECTURES[config.architecture].title,
        "learning rate": float(f"{config.learning_rate:.2g}"),
        "batch size": config.batch_size,
        "dropout": round(config.dropout, 2),
        "changes to photos": round(config.augmentation.rotation / usual, 2) if usual else 0.0,
        "dense units": config.dense_units,
    }
