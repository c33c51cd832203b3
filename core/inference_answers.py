"""What comes back from the process that holds models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import PictureRefused

NO_FACE = "No face was found, so the whole photo was looked at; this model was taught on faces."


@dataclass(frozen=True)
class Prediction:
    """What a model says about one picture.

    Parameters
    ----------
    probabilities : dict of str to float
        By class name, in the order of the class list; each 0..1, together 1.
    answer : str
        The most probable class.
    faces : int or None
        Faces found in the picture, of which the largest is answered; None for a model that was
        taught on whole photos.
    notice : str
        What a person should know about the answer, as whole sentences; mostly empty.
    """

    probabilities: dict[str, float]
    answer: str
    faces: int | None = None
    notice: str = ""


@dataclass(frozen=True)
class SeenFace:
    """What a model says about one face of a picture.

    Parameters
    ----------
    probabilities : dict of str to float
        As `Prediction`.
    answer : str
        The most probable class.
    corners : tuple of (float, float)
        The square that was looked at, as fractions of width and height, clockwise from the corner
        over the right eye; it may stick out of the picture.
    """

    probabilities: dict[str, float]
    answer: str
    corners: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Look:
    """What a model says about one picture, and where it looked.

    Parameters
    ----------
    probabilities : dict of str to float
        By class name, in the order of the class list; each 0..1, together 1.
    answer : str
        The most probable class.
    photo : bytes
        The picture for showing: an upright JPEG without metadata, longest side 1024 pixels.
    maps : dict of str to bytes
        For each class a greyscale PNG, white where the picture speaks most for it; lay it over
        ``photo`` with `core.explain.overlay.blend`.
    faces : tuple of SeenFace
        The faces in the picture, the largest first; empty where the whole picture was looked at.
    face : int or None
        The one of them that answer and maps are about.
    notice : str
        What a person should know about the answer, as whole sentences; mostly empty.
    """

    probabilities: dict[str, float]
    answer: str
    photo: bytes
    maps: dict[str, bytes]
    faces: tuple[SeenFace, ...] = ()
    face: int | None = None
    notice: str = ""

    @property
    def faceless(self) -> bool:
        """Whether a face was looked for in vain, so that the answer is about something else."""
        return NO_FACE in self.notice


Outcome = Prediction | PictureRefused


def outcome_from(classes: Sequence[str], answer: Mapping[str, Any]) -> Outcome:
    """Return the prediction or the refusal that the child process described."""
    if "refused" in answer:
        _, *sentences = answer["refused"]
        return PictureRefused(*sentences)
    return Prediction(*_answer(classes, answer["row"]), answer["faces"], answer["notice"])


def _answer(classes: Sequence[str], row: Sequence[float]) -> tuple[dict[str, float], str]:
    best = max(range(len(row)), key=row.__getitem__)
    return dict(zip(classes, row, strict=True)), classes[best]


def look_from(value: Mapping[str, Any]) -> Look:
    """Return the look that the child process described."""
    classes = value["classes"]
    seen = [
        SeenFace(*_answer(classes, each["row"]), tuple((x, y) for x, y in each["corners"]))
        for each in value["faces"]
    ]
    return Look(
        *_answer(classes, value["probabilities"]),
        photo=value["photo"],
        maps=dict(zip(classes, value["maps"], strict=True)),
        faces=tuple(seen),
        face=value["face"],
        notice=value["notice"],
    )
