"""Windows along the border of a picture, where a network has no business to look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.explain.places import Box, Mask, box_mask, oval_mask

_STEPS = 12
_SQUARES = ((2, 2), (3, 1))
"""Side of each kind of square and the step to the next, in twelfths."""
_BARS = (2, 3)
_MOSTLY_OUTSIDE = 0.5
_NEAR = 1 / 3


@dataclass(frozen=True)
class Window:
    """A part of the square that a network sees.

    Parameters
    ----------
    box : tuple of float
        Left, top, right, bottom in fractions of the side.
    """

    box: Box

    @property
    def area(self) -> float:
        """Return its share of the square."""
        left, top, right, bottom = self.box
        return (right - left) * (bottom - top)

    @property
    def size(self) -> tuple[float, float]:
        """Return its shorter and its longer side: windows of one size can be compared."""
        left, top, right, bottom = self.box
        sides = sorted((round(right - left, 6), round(bottom - top, 6)))
        return sides[0], sides[1]

    def missing(self, side: int) -> NDArray[np.bool_]:
        """Return the pixels that belong to it, bool ``(side, side)``."""
        return box_mask(self.box, side) > 0

    def overlaps(self, other: Window) -> bool:
        """Return True where they share more than an edge."""
        left, top, right, bottom = self.box
        their_left, their_top, their_right, their_bottom = other.box
        return (
            min(right, their_right) - max(left, their_left) > 0
            and min(bottom, their_bottom) - max(top, their_top) > 0
        )

    def in_words(self) -> str:
        """Return where it lies, such as "top right corner" or "left edge"."""
        left, top, right, bottom = self.box
        if right - left > 1 - _NEAR:
            return "top edge" if top < 1 - bottom else "bottom edge"
        if bottom - top > 1 - _NEAR:
            return "left edge" if left < 1 - right else "right edge"
        down = _third((top + bottom) / 2, ("top", "", "bottom"))
        across = _third((left + right) / 2, ("left", "", "right"))
        if down and across:
            return f"{down} {across} corner"
        return f"{down or across} edge"


def border_windows(side: int, face: Mask | None = None) -> list[Window]:
    """Return the windows along the border that lie mostly outside the face.

    Parameters
    ----------
    side : int
        Side of the square in pixels.
    face : ndarray of float32, shape (side, side), optional
        1 where the face may be; by default the oval in the middle.

    Returns
    -------
    list of Window
        Squares of a sixth of the side, side by side, and of a quarter, in steps of a twelfth;
        bars of the same thickness along each whole edge.
    """
    inside = oval_mask(side) if face is None else face
    boxes = [box for cells, step in _SQUARES for box in _along_the_border(cells, step)]
    boxes += [box for cells in _BARS for box in _along_whole_edges(cells)]
    windows = [Window(box) for box in boxes]
    return [each for each in windows if _share_of(inside, each, side) < _MOSTLY_OUTSIDE]


def _along_the_border(cells: int, step: int) -> list[Box]:
    last = _STEPS - cells
    places = [
        (row, column)
        for row in range(0, last + 1, step)
        for column in range(0, last + 1, step)
        if row in (0, last) or column in (0, last)
    ]
    return [_box(column, row, column + cells, row + cells) for row, column in places]


def _along_whole_edges(cells: int) -> list[Box]:
    end, inner = _STEPS, _STEPS - cells
    return [
        _box(0, 0, end, cells),
        _box(0, inner, end, end),
        _box(0, 0, cells, end),
        _box(inner, 0, end, end),
    ]


def _box(left: int, top: int, right: int, bottom: int) -> Box:
    return left / _STEPS, top / _STEPS, right / _STEPS, bottom / _STEPS


def _share_of(mask: Mask, window: Window, side: int) -> float:
    own = box_mask(window.box, side)
    return float((own * mask).sum() / own.sum())


def _third(at: float, words: tuple[str, str, str]) -> str:
    return words[min(2, int(at * 3))]
