"""Which pictures are so small that they are a face already, and nobody looks for one in them."""

from __future__ import annotations

ALREADY_FACE = 64
"""A picture whose longer side has no more pixels than this shows a face and nothing else,"""

FEWEST_PIXELS = 20
"""unless its shorter side has fewer than this: no face can be made out in it."""


def is_face_itself(width: int, height: int) -> bool:
    """Return whether a picture of this size counts as a face that somebody cut out."""
    return max(width, height) <= ALREADY_FACE and min(width, height) >= FEWEST_PIXELS
