"""What a training is asked to do: frozen, checked settings with a JSON round trip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from core.runs.networks import ARCHITECTURES, LARGEST_IMAGE, ArchitectureInfo
from core.runs.settings import MILD, Augmentation, SplitShares, check, check_number, known_keys

__all__ = [
    "ARCHITECTURES",
    "MILD",
    "OPTIMIZERS",
    "ArchitectureInfo",
    "Augmentation",
    "SplitShares",
    "TrainConfig",
    "default_config",
]

OPTIMIZERS = ("adam", "sgd")

_MANY = 4_000
_SOME = 1_000


class _Pace(NamedTuple):
    epochs: int
    batch_size: int
    patience: int
    learning_rate: float


def check_architecture(name: str) -> None:
    """Raise `InvalidConfig` unless ``name`` is one of `ARCHITECTURES`."""
    came = f"There is no network called {name[:40]!r}."
    check(name in ARCHITECTURES, came, f"The networks are {', '.join(ARCHITECTURES)}.")


@dataclass(frozen=True)
class TrainConfig:
    """Every setting of one training.

    Parameters
    ----------
    architecture : str
        A key of `core.runs.networks.ARCHITECTURES`.
    image_size : int
        Side in pixels that every photo is brought to.
    epochs : int
        Most passes over the training photos, 1 to 1000.
    batch_size : int
        Photos per step of the optimizer, 1 to 1024.
    optimizer : {"adam", "sgd"}
        Adam (Kingma and Ba 2015, arXiv:1412.6980), or plain gradient descent with Nesterov
        momentum 0.9.
    learning_rate : float
        Step size of the optimizer, above 0 and at most 10.
    dense_units : int
        Width of the hidden dense layer, 1 to 4096.
    dropout : float
        Share of its outputs silenced while learning, 0 to 0.9.
    early_stopping : bool
        Whether to end when validation has not improved for `patience` epochs.
    patience : int
        Those epochs, 1 to 1000.
    class_weights : bool
        Whether rarer classes count more, in inverse proportion to their share.
    augmentation : Augmentation
        Random changes of training photos.
    shares : SplitShares
        How photos that have no split yet are shared out.
    seed : int
        Fixes every random choice, 0 to 2**31 - 1.

    Raises
    ------
    InvalidConfig
        With one sentence about the first setting that cannot be.
    """

    architecture: str = "cnn-16-32-64"
    image_size: int = 256
    epochs: int = 20
    batch_size: int = 32
    optimizer: str = "adam"
    learning_rate: float = 1e-3
    dense_units: int = 256
    dropout: float = 0.0
    early_stopping: bool = True
    patience: int = 5
    class_weights: bool = True
    augmentation: Augmentation = field(default_factory=Augmentation)
    shares: SplitShares = field(default_factory=SplitShares)
    seed: int = 0

    def __post_init__(self) -> None:
        check_architecture(self.architecture)
        came = f"There is no optimizer called {self.optimizer[:40]!r}."
        check(self.optimizer in OPTIMIZERS, came, f"They are {', '.join(OPTIMIZERS)}.")
        check(self.learning_rate > 0, "The learning rate is not above 0.", "It must be.")
        smallest = ARCHITECTURES[self.architecture].min_size
        check_number("image size", self.image_size, smallest, LARGEST_IMAGE, whole=True)
        check_number("number of rounds", self.epochs, 1, 1000, whole=True)
        check_number("batch size", self.batch_size, 1, 1024, whole=True)
        check_number("learning rate", self.learning_rate, 0, 10)
        check_number("number of dense units", self.dense_units, 1, 4096, whole=True)
        check_number("dropout", self.dropout, 0, 0.9)
        check_number("patience", self.patience, 1, 1000, whole=True)
        check_number("seed", self.seed, 0, 2**31 - 1, whole=True)

    def to_json(self) -> dict[str, Any]:
        """Return the settings as nested plain values for JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> TrainConfig:
        """Return the settings that `to_json` described.

        Raises
        ------
        InvalidConfig
            If a key is unknown or a value impossible; missing keys take their defaults.
        """
        values = known_keys(cls, document)
        if "augmentation" in values:
            values["augmentation"] = Augmentation.from_json(values["augmentation"])
        if "shares" in values:
            values["shares"] = SplitShares.from_json(values["shares"])
        return cls(**values)


def default_config(
    architecture: str = "cnn-16-32-64",
    photos: int | None = None,
    native_size: int | None = None,
) -> TrainConfig:
    """Return settings that work for this network and this many photos.

    Parameters
    ----------
    architecture : str
        A key of `core.runs.networks.ARCHITECTURES`.
    photos : int, optional
        Labelled photos. What counts is how often the weights move: with few photos an epoch has
        few steps, so there are more epochs of smaller batches, and more patience.
    native_size : int, optional
        Typical side of the photos in pixels. Smaller photos are not blown up for the networks
        that learn from nothing; the pre-trained network sees best at the size it was made for.

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
    pace = _pace(photos)
    return TrainConfig(
        architecture=architecture,
        image_size=size,
        epochs=pace.epochs,
        batch_size=pace.batch_size,
        patience=pace.patience,
        learning_rate=1e-3 if info.pretrained else pace.learning_rate,
        dense_units=info.dense_units,
        dropout=info.dropout,
        augmentation=MILD,
    )


def _pace(photos: int | None) -> _Pace:
    if photos is not None and photos >= _MANY:
        return _Pace(epochs=12, batch_size=64, patience=5, learning_rate=1e-3)
    if photos is None or photos >= _SOME:
        return _Pace(epochs=20, batch_size=32, patience=5, learning_rate=1e-3)
    return _Pace(epochs=40, batch_size=16, patience=10, learning_rate=3e-4)
