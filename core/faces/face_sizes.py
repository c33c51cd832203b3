"""What YuNet is asked for: at which sizes of a photo, and how sure it has to be."""

from __future__ import annotations

SCORE = 0.6
"""A face is one from this score on."""

OVERLAP = 0.3
"""Of two boxes that share more than this of their union, the surer one counts."""

LONGEST = 480
CLOSE_UP = 320
VERY_CLOSE = 160
"""Longer sides in pixels at which a photo is looked at."""

NARROWEST = 64
"""Pixels that a photo is widened to: of a strip, OpenCV makes up faces."""

MOST = 5000
"""Boxes that are compared with each other."""


def sides_to_look_at(longest: int) -> tuple[int, ...]:
    """Return the sizes at which a photo is looked at, one after the other, until a face shows.

    Parameters
    ----------
    longest : int
        Longer side of the photo in pixels.
    """
    if longest > CLOSE_UP:
        return (min(longest, LONGEST), CLOSE_UP, VERY_CLOSE)
    return (CLOSE_UP, LONGEST, VERY_CLOSE)
