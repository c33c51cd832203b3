"""What comes back from the process that holds models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import PictureRefused
from core.verdict import Answer, answer_from


@dataclass(frozen=True)
class Prediction:
    """What a model says about one picture.

    Parameters
    ----------
    said : Answer
        Of the largest face, or of the whole picture.
    faces : int or None
        Faces found in the picture; None for a model that was taught on whole photos.
    notice : str
        What a person should know about the answer, as whole sentences; mostly empty.
    square : bytes
        What the network was shown, as JPEG.
    """

    said: Answer
    faces: int | None = None
    notice: str = ""
    square: bytes = b""

    @property
    def probabilities(self) -> dict[str, float]:
        """By class name, in the order of the class list."""
        return self.said.probabilities

    @property
    def answer(self) -> str:
        """The most probable class."""
        return self.said.answer


@dataclass(frozen=True)
class SeenFace:
    """What a model says about one face of a picture.

    Parameters
    ----------
    said : Answer
        Of this face.
    corners : tuple of (float, float)
        The square that was looked at, as fractions of width and height, clockwise from the corner
        over the right eye; it may stick out of the picture.
    square : bytes
        What the network was shown, as JPEG; empty after a glance.
    """

    said: Answer
    corners: tuple[tuple[float, float], ...]
    square: bytes = b""


@dataclass(frozen=True)
class Glance:
    """What a model says about one picture, without saying why.

    Parameters
    ----------
    said : Answer
        Of the largest face, or of the whole picture.
    faces : tuple of SeenFace
        The faces in the picture, the largest first; empty where the whole picture was looked at.
    notice : str
        What a person should know about the answer, as whole sentences; mostly empty.
    """

    said: Answer
    faces: tuple[SeenFace, ...] = ()
    notice: str = ""


@dataclass(frozen=True)
class Look:
    """What a model says about one picture, and where it looked.

    Parameters
    ----------
    said : Answer
        Of the chosen face, or of the whole picture.
    photo : bytes
        The picture for showing: an upright JPEG without metadata, longest side 1024 pixels.
    maps : dict of str to bytes
        For each class a greyscale PNG, white where the picture speaks most for it; lay it over
        ``photo`` with `core.explain.overlay.blend`.
    against : dict of str to bytes
        Likewise, white where the picture speaks most against the class.
    method : str
        A key of `core.explain.method_names.METHODS`: how the maps were made.
    faces : tuple of SeenFace
        The faces in the picture, the largest first; empty where the whole picture was looked at.
    face : int or None
        The one of them that answer and maps are about.
    notice : str
        What a person should know about the answer, as whole sentences; mostly empty.
    """

    said: Answer
    photo: bytes
    maps: dict[str, bytes]
    against: dict[str, bytes]
    method: str
    faces: tuple[SeenFace, ...] = ()
    face: int | None = None
    notice: str = ""

    @property
    def probabilities(self) -> dict[str, float]:
        """By class name, in the order of the class list."""
        return self.said.probabilities

    @property
    def answer(self) -> str:
        """The most probable class."""
        return self.said.answer


Outcome = Prediction | PictureRefused


def outcome_from(classes: Sequence[str], answer: Mapping[str, Any]) -> Outcome:
    """Return the prediction or the refusal that the child process described."""
    if "refused" in answer:
        _, *sentences = answer["refused"]
        return PictureRefused(*sentences)
    said = answer_from(classes, answer)
    return Prediction(said, answer["faces"], answer["notice"], answer["square"])


def glance_from(value: Mapping[str, Any]) -> Glance:
    """Return the glance that the child process described."""
    said = [answer_from(value["classes"], each) for each in value["answers"]]
    placed = zip(said, value["corners"], strict=False)
    faces = tuple(SeenFace(each, _points(corners)) for each, corners in placed)
    return Glance(said[0], faces, value["notice"])


def look_from(value: Mapping[str, Any]) -> Look:
    """Return the look that the child process described."""
    classes = value["classes"]
    said = [answer_from(classes, each) for each in value["answers"]]
    placed = zip(said, value["corners"], value["squares"], strict=False)
    seen = [SeenFace(each, _points(corners), square) for each, corners, square in placed]
    return Look(
        said[value["chosen"]],
        photo=value["photo"],
        maps=dict(zip(classes, value["maps"], strict=True)),
        against=dict(zip(classes, value["against"], strict=True)),
        method=value["method"],
        faces=tuple(seen),
        face=value["chosen"] if seen else None,
        notice=value["notice"],
    )


def _points(corners: Sequence[Sequence[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((x, y) for x, y in corners)
