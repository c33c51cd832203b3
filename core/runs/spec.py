"""What a training is asked to do: frozen, checked settings with a JSON round trip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from core.runs.networks import (
    ARCHITECTURES,
    FACE_NETWORK,
    LARGEST_IMAGE,
    OLD_NAMES,
    ArchitectureInfo,
)
from core.runs.settings import (
    MILD,
    Augmentation,
    SplitShares,
    check,
    check_choice,
    check_number,
    check_switch,
    known_keys,
)

__all__ = [
    "ARCHITECTURES",
    "FINE_TUNING",
    "MILD",
    "OPTIMIZERS",
    "PRECISIONS",
    "SCHEDULES",
    "ArchitectureInfo",
    "Augmentation",
    "SplitShares",
    "TrainConfig",
]

OPTIMIZERS = ("adam", "adamw", "muon", "sgd")
SCHEDULES = ("constant", "cosine")
PRECISIONS = ("auto", "float32", "bfloat16")
FINE_TUNING = ("exact", "frozen", "partial", "two-stage", "whole")
FRAMINGS = ("whole", "faces")


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
    optimizer : {"adam", "adamw", "muon", "sgd"}
        Adam (Kingma and Ba 2015, arXiv:1412.6980), Adam with decoupled weight decay (Loshchilov
        and Hutter 2019, arXiv:1711.05101), or gradient descent with Nesterov momentum 0.9.
    learning_rate : float
        Largest step size of the optimizer, above 0 and at most 10.
    dense_units : int
        Width of the hidden dense layer, 0 to 4096; 0 leaves it out.
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
    framing : {"whole", "faces"}
        Whether whole photos are looked at, or the faces cut out of them.
    seed : int
        Fixes every random choice, 0 to 2**31 - 1.
    preset : str
        Name of the preset these settings began as, see `core.runs.presets`.
    from_scratch : bool
        Whether a network that could start from what it learned elsewhere starts from nothing.
    progressive_resizing : bool
        Whether the first six in ten rounds see photos of two thirds of the size; only for the
        compact face network when it starts from nothing.
    fine_tuning : {"exact", "frozen", "partial", "two-stage", "whole"}
        What of such a network learns: a linear head, solved exactly; the head; the head and the
        upper part; first the head, then the upper part too; everything. Networks that start from
        nothing always learn as a whole.
    feature_views : int
        Changed versions of each photo that a frozen network looks at once, 1 to 64; the first is
        the photo as it is.
    schedule : {"constant", "cosine"}
        Course of the step size after the warm-up; a cosine falls to zero (Loshchilov and Hutter
        2017, arXiv:1608.03983).
    warmup : float
        Epochs in which the step size grows from zero, 0 to 100.
    weight_decay : float
        Decay of "adamw" and "muon" as a fraction per unit of step size, 0 to 1.
    label_smoothing : float
        Share of certainty taken from each label, 0 to 0.5 (Szegedy et al. 2016,
        arXiv:1512.00567).
    weight_averaging : float
        Momentum of the running mean of the weights, which is what is kept, 0 to 0.9999; 0 keeps
        the weights themselves (Polyak and Juditsky 1992, doi:10.1137/0330046).
    mirrored_prediction : bool
        Whether an answer is the mean of those to the photo and to its mirror image.
    precision : {"auto", "float32", "bfloat16"}
        Of the arithmetic while learning; "auto" takes bfloat16 where the processor has it and the
        network is wide enough to gain.
    minutes : float
        Time for learning, 0 to 1440: the number of epochs is cut to what fits, measured on this
        computer; 0 sets no limit.

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
    framing: str = "whole"
    seed: int = 0
    preset: str = ""
    from_scratch: bool = False
    progressive_resizing: bool = False
    fine_tuning: str = "frozen"
    feature_views: int = 4
    schedule: str = "constant"
    warmup: float = 0.0
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    weight_averaging: float = 0.0
    mirrored_prediction: bool = False
    precision: str = "float32"
    minutes: float = 0.0

    def __post_init__(self) -> None:
        check_architecture(self.architecture)
        check_choice("optimizer", self.optimizer, OPTIMIZERS)
        check_switch("start from scratch", self.from_scratch)
        check_switch("mirrored prediction", self.mirrored_prediction)
        check_switch("progressive resizing", self.progressive_resizing)
        check(
            self.can_resize or not self.progressive_resizing,
            "Only the compact face network that starts from nothing can begin with smaller photos.",
            "Progressive resizing must be off.",
        )
        check_choice("schedule", self.schedule, SCHEDULES)
        check_choice("precision", self.precision, PRECISIONS)
        check_choice("kind of fine-tuning", self.fine_tuning, FINE_TUNING)
        check_choice("framing", self.framing, FRAMINGS)
        smallest = ARCHITECTURES[self.architecture].min_size
        check_number("image size", self.image_size, smallest, LARGEST_IMAGE, whole=True)
        check_number("number of rounds", self.epochs, 1, 1000, whole=True)
        check_number("batch size", self.batch_size, 1, 1024, whole=True)
        check_number("learning rate", self.learning_rate, 0, 10)
        check(self.learning_rate > 0, "The learning rate is 0.", "It must be above 0.")
        check_number("number of dense units", self.dense_units, 0, 4096, whole=True)
        check_number("dropout", self.dropout, 0, 0.9)
        check_number("patience", self.patience, 1, 1000, whole=True)
        check(
            not (self.looks_once and self.dense_units),
            "A head that is solved exactly has no hidden layer.",
            "The number of dense units must be 0.",
        )
        check_number("seed", self.seed, 0, 2**31 - 1, whole=True)
        check_number("number of views", self.feature_views, 1, 64, whole=True)
        check_number("warm-up", self.warmup, 0, 100)
        check_number("weight decay", self.weight_decay, 0, 1)
        check_number("label smoothing", self.label_smoothing, 0, 0.5)
        check_number("weight averaging", self.weight_averaging, 0, 0.9999)
        check_number("number of minutes", self.minutes, 0, 1440)

    @property
    def looks_once(self) -> bool:
        """Whether its head is solved exactly, in one round."""
        return self.fine_tuning == "exact" and self.starts_pretrained

    @property
    def starts_pretrained(self) -> bool:
        """Whether the network begins with what it learned elsewhere."""
        return ARCHITECTURES[self.architecture].pretrained and not self.from_scratch

    @property
    def starts_as_starter(self) -> bool:
        """Whether it begins with what the starter model knows."""
        return self.architecture == FACE_NETWORK and not self.from_scratch

    @property
    def can_resize(self) -> bool:
        """Whether progressive resizing is possible."""
        return self.architecture == FACE_NETWORK and self.from_scratch

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
        if "architecture" in values:
            name = values["architecture"]
            values["architecture"] = OLD_NAMES.get(name, name)
        if "augmentation" in values:
            values["augmentation"] = Augmentation.from_json(values["augmentation"])
        if "shares" in values:
            values["shares"] = SplitShares.from_json(values["shares"])
        return cls(**values)
