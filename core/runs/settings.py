"""Groups of settings that stand on their own: random changes of photos, shares of the splits."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from core.errors import InvalidConfig

_LONGEST = 24  # digits of a number in a sentence
_SHARES = {
    "train": ("share of photos to learn from", 0.05, 0.95),
    "validation": ("share of photos kept aside while learning", 0.01, 0.9),
    "test": ("share of photos for the final test", 0, 0.9),
}


def check(fits: bool, came: str, expected: str) -> None:
    """Raise `InvalidConfig` with these sentences unless ``fits``."""
    if not fits:
        raise InvalidConfig(came, expected)


def check_choice(name: str, value: str, choices: Sequence[str]) -> None:
    """Raise `InvalidConfig` unless ``value`` is one of ``choices``."""
    came = f"There is no {name} called {str(value)[:40]!r}."
    check(value in choices, came, f"They are {', '.join(choices)}.")


def check_switch(name: str, value: object) -> None:
    """Raise `InvalidConfig` unless ``value`` is true or false."""
    check(isinstance(value, bool), f"The {name} is {value!r:.40}.", "It must be true or false.")


def check_number(name: str, value: float, low: float, high: float, *, whole: bool = False) -> None:
    """Raise `InvalidConfig` unless ``value`` is a (whole) number from ``low`` to ``high``."""
    kinds = int if whole else (int, float)
    number = isinstance(value, kinds) and not isinstance(value, bool)
    kind = "a whole number" if whole else "a number"
    check(number, f"The {name} is {value!r:.40}.", f"It must be {kind}.")
    came, expected = f"The {name} is {_shown(value)}.", f"It must lie between {low} and {high}."
    check(low <= value <= high, came, expected)  # false for NaN and the infinities


def _shown(value: float) -> str:
    """Return a number with all of its digits, the first ones of a very long one."""
    digits = repr(value)
    return digits if len(digits) <= _LONGEST else f"{digits[:_LONGEST]}..."


def check_share(split: str, share: float) -> None:
    """Raise `InvalidConfig` unless a split can have this share of the photos."""
    name, low, high = _SHARES[split]
    check_number(name, share, low, high)


def known_keys(cls: Any, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of ``document``, or raise `InvalidConfig` if ``cls`` lacks one of its keys."""
    unknown = sorted(set(document) - set(cls.__dataclass_fields__))
    check(not unknown, f"There is no setting called {', '.join(unknown)[:80]}.", "Leave it out.")
    return dict(document)


@dataclass(frozen=True)
class Augmentation:
    """How far each training photo is changed at random, anew in every epoch.

    Parameters
    ----------
    rotation : float
        Largest turn to either side, in degrees, 0 to 180.
    zoom : float
        Largest growth or shrinking, as a fraction of the size, 0 to 0.9.
    horizontal_flip : bool
        Whether half of the photos are mirrored left to right.
    shift : float
        Largest move along either axis, as a fraction of the side, 0 to 0.5.
    brightness : float
        Largest change of brightness either way, as a fraction of the full range, 0 to 0.9.
    cutout : float
        Side of a square that is covered with grey somewhere in each photo, as a fraction of the
        photo's side, 0 to 0.9 (DeVries and Taylor 2017, arXiv:1708.04552).

    Raises
    ------
    InvalidConfig
        If a strength lies outside its range.
    """

    rotation: float = 0.0
    zoom: float = 0.0
    horizontal_flip: bool = False
    shift: float = 0.0
    brightness: float = 0.0
    cutout: float = 0.0

    def __post_init__(self) -> None:
        check_number("largest turn", self.rotation, 0, 180)
        check_number("largest zoom", self.zoom, 0, 0.9)
        check_number("largest shift", self.shift, 0, 0.5)
        check_number("largest change of brightness", self.brightness, 0, 0.9)
        check_number("covered square", self.cutout, 0, 0.9)

    @property
    def moves(self) -> bool:
        """Whether any geometry changes."""
        return bool(self.rotation or self.zoom or self.horizontal_flip or self.shift)

    @property
    def active(self) -> bool:
        """Whether anything changes at all."""
        return self.moves or bool(self.brightness or self.cutout)

    def to_json(self) -> dict[str, Any]:
        """Return the settings as plain values for JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Augmentation:
        """Return the augmentation that `to_json` described; unknown keys are refused."""
        return cls(**known_keys(cls, document))


@dataclass(frozen=True)
class SplitShares:
    """Shares of the photos for learning, for watching the learning, and for the final test.

    Parameters
    ----------
    train, validation, test : float
        Fractions that add up to 1; train and validation above 0, test may be 0.

    Raises
    ------
    InvalidConfig
        If a share is missing or they do not add up.
    """

    train: float = 0.7
    validation: float = 0.15
    test: float = 0.15

    def __post_init__(self) -> None:
        for name, share in asdict(self).items():
            check_share(name, share)
        total = self.train + self.validation + self.test
        check(
            math.isclose(total, 1, abs_tol=1e-6),
            f"The three shares add up to {100 * total:.10g}%.",
            "Together they must make 100%.",
        )

    def to_json(self) -> dict[str, float]:
        """Return the shares by name of the split."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> SplitShares:
        """Return the shares that `to_json` described; unknown keys are refused."""
        return cls(**known_keys(cls, document))


MILD = Augmentation(rotation=10, zoom=0.1, horizontal_flip=True, shift=0.08, brightness=0.1)
"""Changes that leave an expression readable; a good start for faces."""
