"""One face in a photo: where it is, and where its eyes, nose and mouth are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]


@dataclass(frozen=True)
class Face:
    """A face as its finder saw it, measured in fractions of the photo.

    Parameters
    ----------
    box : tuple of float
        Left, top, width and height as fractions of the photo's width, height, width and height.
        0 to 1 within the photo; a face cut off by the edge may stick out.
    landmarks : tuple of (float, float), optional
        Right eye, left eye, nose, right and left corner of the mouth as (x, y) in fractions, seen
        from the person shown: the right eye is the one further left in the photo. Empty where
        the finder tells none.
    score : float or None, optional
        How sure the finder is, 0 to 1; None where it does not tell.
    """

    box: tuple[float, float, float, float]
    landmarks: tuple[Point, ...] = ()
    score: float | None = None

    @property
    def area(self) -> float:
        """Share of the photo that the box covers, 0 to 1 or a little more."""
        return self.box[2] * self.box[3]

    def to_json(self) -> dict[str, Any]:
        """Return the face as a JSON object."""
        return {
            "box": list(self.box),
            "landmarks": [list(point) for point in self.landmarks],
            "score": self.score,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Face:
        """Return the face that `to_json` described."""
        left, top, width, height = value["box"]
        return cls(
            box=(left, top, width, height),
            landmarks=tuple((x, y) for x, y in value["landmarks"]),
            score=value["score"],
        )


def largest_first(faces: list[Face]) -> tuple[Face, ...]:
    """Return faces by the area of their boxes, the largest first; equals keep their order."""
    return tuple(sorted(faces, key=lambda face: -face.area))
