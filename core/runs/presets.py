"""Presets: a word a person chooses, and every setting that stands behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from core.runs.networks import ARCHITECTURES, FACE_NETWORK
from core.runs.settings import MILD, Augmentation, SplitShares, check_choice
from core.runs.spec import TrainConfig, check_architecture

_MANY = 4_000
_SOME = 1_000
_FEW = 400


_QUICK, _THOROUGH = 0.45, 9.5
"""Minutes for learning: starting, the answers at the end and the rivals need half of one more."""


@dataclass(frozen=True)
class Preset:
    """A choice of effort.

    Parameters
    ----------
    name : str
        The key in settings and on the command line.
    title : str
        What a person reads.
    summary : str
        One sentence on what to expect.
    minutes : float
        Time that learning may take; 0 where it ends by itself.
    """

    name: str
    title: str
    summary: str
    minutes: float


_ALL = (
    Preset("instant", "Instant", "Looks at each photo once; ready in seconds.", 0.0),
    Preset("quick", "Quick", "Learns for up to a minute; a good model for a first look.", _QUICK),
    Preset("balanced", "Balanced", "Learns for up to four minutes.", 4.0),
    Preset(
        "thorough",
        "Thorough",
        "Learns for up to ten minutes; the best this computer makes.",
        _THOROUGH,
    ),
    Preset(
        "published",
        "A published recipe",
        "For comparison, what many articles do: it learns from 80 of 100 photos in up to 30 rounds "
        "and takes as long as it needs; the start button says how long.",
        0.0,
    ),
)

PRESETS = MappingProxyType({preset.name: preset for preset in _ALL})
"""Every preset by name, in the order they are offered."""

_PUBLISHED = Augmentation(rotation=20, zoom=0.2, horizontal_flip=True)
_FACES = Augmentation(rotation=12, zoom=0.12, horizontal_flip=True, shift=0.08, cutout=0.25)
_ROUNDS = MappingProxyType({"quick": 8, "balanced": 16, "thorough": 32})
_AVERAGING = MappingProxyType({"quick": 0.99, "balanced": 0.995, "thorough": 0.998})


def default_config(
    architecture: str = "cnn-16-32-64",
    photos: int | None = None,
    native_size: int | None = None,
) -> TrainConfig:
    """Return plain settings that work for this network and this many photos.

    Parameters
    ----------
    architecture : str
        A key of `core.runs.networks.ARCHITECTURES`.
    photos : int, optional
        Labelled photos. What counts is how often the weights move: with few photos an epoch has
        few steps, so there are more epochs of smaller batches, and more patience.
    native_size : int, optional
        Typical side of the photos in pixels. Smaller photos are not blown up for the networks
        that learn from nothing; a pre-trained network sees best at the size it was made for.

    Raises
    ------
    InvalidConfig
        If there is no such network.
    """
    check_architecture(architecture)
    info = ARCHITECTURES[architecture]
    size = info.image_size
    if native_size is not None and not info.pretrained:
        size = max(info.min_size, min(size, native_size))
    return TrainConfig(
        architecture=architecture,
        image_size=size,
        dense_units=info.dense_units,
        dropout=info.dropout,
        augmentation=MILD,
        fine_tuning="whole" if architecture == FACE_NETWORK else "frozen",
        **_pace(photos, pretrained=info.pretrained),
    )


def preset_config(
    preset: str,
    architecture: str = FACE_NETWORK,
    photos: int | None = None,
    native_size: int | None = None,
) -> TrainConfig:
    """Return the settings behind a preset.

    Parameters
    ----------
    preset : str
        A key of `PRESETS`.
    architecture, photos, native_size
        As in `default_config`.

    Raises
    ------
    InvalidConfig
        If there is no such preset or network, or "instant" is asked of a network that has
        learned nothing elsewhere.
    """
    check_choice("preset", preset, tuple(PRESETS))
    plain = replace(default_config(architecture, photos, native_size), preset=preset)
    info = ARCHITECTURES[architecture]
    if preset == "published":
        plain = replace(plain, from_scratch=architecture == FACE_NETWORK)
        return _published(plain)
    if preset == "instant":
        names = [name for name, other in ARCHITECTURES.items() if other.pretrained]
        check_choice("network that is instant", architecture, names)
        return replace(
            plain, fine_tuning="exact", dense_units=0, dropout=0.0, mirrored_prediction=True
        )
    plain = replace(plain, minutes=PRESETS[preset].minutes)
    if architecture == FACE_NETWORK:
        return _faces(plain, preset, photos)
    return _everyday(plain, preset) if info.pretrained else _longer(plain, preset)


def from_nothing(config: TrainConfig) -> TrainConfig:
    """Return settings for a network that starts from nothing instead of what it knows.

    The compact face network then takes larger and more steps, is shown photos that are changed
    less, for there is no time to learn from all the changes, and begins with smaller photos.
    """
    found = replace(config, from_scratch=True, fine_tuning="whole")
    if not found.can_resize or not found.minutes:
        return found
    return replace(
        found,
        progressive_resizing=True,
        optimizer="muon",
        learning_rate=8e-3,
        batch_size=min(48, found.batch_size),
        augmentation=replace(found.augmentation, rotation=8.0, zoom=0.08),
    )


def _pace(photos: int | None, *, pretrained: bool) -> dict[str, Any]:
    if photos is not None and photos >= _MANY:
        return {"epochs": 12, "batch_size": 64, "patience": 5, "learning_rate": 1e-3}
    if photos is None or photos >= _SOME:
        return {"epochs": 20, "batch_size": 32, "patience": 5, "learning_rate": 1e-3}
    rate = 1e-3 if pretrained else 3e-4
    return {"epochs": 40, "batch_size": 16, "patience": 10, "learning_rate": rate}


def _published(plain: TrainConfig) -> TrainConfig:
    return replace(
        plain,
        optimizer="adam",
        learning_rate=0.01,
        epochs=30,
        batch_size=32,
        early_stopping=True,
        patience=5,
        augmentation=_PUBLISHED,
        shares=SplitShares(train=0.8, validation=0.1, test=0.1),
    )


def _faces(plain: TrainConfig, preset: str, photos: int | None) -> TrainConfig:
    few = photos is not None and photos < _FEW
    return replace(
        plain,
        optimizer="adamw",
        learning_rate=3e-4 if few else 1e-3,
        weight_decay=0.05,
        schedule="cosine",
        warmup=0.5,
        label_smoothing=0.1,
        weight_averaging=_AVERAGING[preset],
        mirrored_prediction=True,
        precision="auto",
        epochs=_ROUNDS[preset],
        batch_size=16 if few else 64,
        early_stopping=False,
        augmentation=_FACES,
        fine_tuning="whole",
    )


def _everyday(plain: TrainConfig, preset: str) -> TrainConfig:
    kind = "two-stage" if preset == "thorough" else "frozen"
    views = {"quick": 4, "balanced": 8, "thorough": 8}[preset]
    return replace(
        plain,
        fine_tuning=kind,
        feature_views=views,
        label_smoothing=0.1,
        mirrored_prediction=preset != "quick",
        precision="auto",
    )


def _longer(plain: TrainConfig, preset: str) -> TrainConfig:
    times = {"quick": 1, "balanced": 2, "thorough": 4}[preset]
    return replace(
        plain,
        epochs=times * plain.epochs,
        patience=times * plain.patience,
        mirrored_prediction=preset != "quick",
        precision="auto",
    )
