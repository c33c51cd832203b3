"""The settings in which trainings differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.runs.networks import ARCHITECTURES
from core.runs.spec import TrainConfig

_WORDS = {
    "architecture": "network",
    "image_size": "photo size",
    "epochs": "most rounds",
    "batch_size": "photos in a batch",
    "learning_rate": "learning rate",
    "dense_units": "width of the hidden layer",
    "early_stopping": "ends when nothing gets better",
    "class_weights": "rare kinds count more",
    "horizontal_flip": "mirrored",
    "train": "share to learn from",
    "validation": "share kept aside",
    "test": "share for the test",
    "seed": "seed of all chance",
    "from_scratch": "starts from nothing",
    "progressive_resizing": "begins with smaller photos",
    "fine_tuning": "what learns",
    "feature_views": "changed versions looked at",
    "schedule": "course of the learning rate",
    "warmup": "rounds of warm-up",
    "mirrored_prediction": "answers with the mirror image too",
    "minutes": "minutes for learning",
    "cutout": "covered square",
    "preset": "how thorough",
}


def differing_settings(configs: Sequence[TrainConfig]) -> list[tuple[str, list[str]]]:
    """Return each setting that is not the same everywhere, with its value in every training.

    Parameters
    ----------
    configs : sequence of TrainConfig
        One for each training.

    Returns
    -------
    list of (str, list of str)
        Name in plain words, and the values in the order of ``configs``.
    """
    flat = [_flat(config.to_json()) for config in configs]
    return [
        (_name(key), [_value(key, each[key]) for each in flat])
        for key in flat[0]
        if len({repr(each[key]) for each in flat}) > 1
    ]


def settings_in_words(config: TrainConfig) -> list[tuple[str, str]]:
    """Return every setting of a training: its name in plain words, and its value."""
    return [(_name(key), _value(key, value)) for key, value in _flat(config.to_json()).items()]


def _flat(settings: Mapping[str, Any], group: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in settings.items():
        inner = _flat(value, f"{key}.") if isinstance(value, Mapping) else {f"{group}{key}": value}
        flat.update(inner)
    return flat


def _name(key: str) -> str:
    last = key.rpartition(".")[2]
    return _WORDS.get(last, last.replace("_", " "))


def _value(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if key == "architecture":
        return ARCHITECTURES[value].title
    return f"{value:g}" if isinstance(value, float) else str(value)
