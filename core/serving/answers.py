"""What a model says about a photo, as programs get it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from core.inference_answers import Glance, SeenFace
from core.verdict import Answer

Point = tuple[float, float]


class FaceAnswer(BaseModel):
    """What the model says about one face, or about the whole photo."""

    says: str = Field(description='In words, such as "Looks happy".')
    explanation: str = Field(description="Why, in one or two sentences.")
    verdict: str = Field(
        description='"looks", "not sure", "no face found" or "unlike anything it was trained on"; '
        "only the first is an answer."
    )
    leans_to: str | None = Field(description="The most probable class, where it may be told.")
    possible: list[str] = Field(description="The classes it may be, where it is not sure.")
    probabilities: dict[str, float] = Field(description="By class; together 1.")
    box: dict[str, float] | None = Field(
        description="The square around the face: left, top, right and bottom as fractions of the "
        "photo's width and height; it may stick out. None where the whole photo was looked at."
    )
    corners: list[Point] | None = Field(
        description="Corners of that square, which may be tilted, clockwise from the one over the "
        "right eye; as fractions."
    )


class PhotoAnswer(BaseModel):
    """What the model says about one photo."""

    model: str = Field(description="Id of the training.")
    says: str = Field(description="What it says about the largest face, or the whole photo.")
    notice: str = Field(description="What one should know about the answer; mostly empty.")
    answers: list[FaceAnswer] = Field(description="Every face, the largest first.")


class Health(BaseModel):
    """Whether photos are answered."""

    status: str = Field(description='"ready".')
    model: str = Field(description="Id of the training.")
    name: str = Field(description="What a person calls it.")
    classes: list[str] = Field(description="What it tells apart.")


class Refusal(BaseModel):
    """Why there is no answer."""

    error: str = Field(description="One sentence for people.")


def photo_answer(model: str, seen: Glance) -> PhotoAnswer:
    """Return a glance at a photo as programs get it."""
    answers = [_face(each) for each in seen.faces] or [_answer(seen.said, None)]
    return PhotoAnswer(model=model, says=seen.said.headline(), notice=seen.notice, answers=answers)


def _face(face: SeenFace) -> FaceAnswer:
    return _answer(face.said, face.corners)


def _answer(said: Answer, corners: tuple[Point, ...] | None) -> FaceAnswer:
    return FaceAnswer(
        says=said.headline(),
        explanation=said.explanation(),
        verdict=str(said.verdict),
        leans_to=said.guess,
        possible=list(said.possible),
        probabilities=said.probabilities,
        box=_around(corners) if corners else None,
        corners=list(corners) if corners else None,
    )


def _around(corners: tuple[Point, ...]) -> dict[str, Any]:
    across, down = zip(*corners, strict=True)
    return {"left": min(across), "top": min(down), "right": max(across), "bottom": max(down)}
