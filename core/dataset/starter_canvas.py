"""Paper and pencil for the sample faces: smooth curves, the pose of a head, filled shapes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Points = NDArray[np.floating[Any]]
Picture = NDArray[np.float32]
Colour = tuple[int, int, int]

PICTURE = 128
OVERSAMPLE = 3

_ANGLES = np.linspace(0, 2 * np.pi, 28, endpoint=False)
_CIRCLE: Points = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1)


def points(*pairs: tuple[float, float]) -> Points:
    """Return pairs of x and y as an array of shape ``(N, 2)``."""
    return np.array(pairs, dtype=np.float64)


def mirrored(shape: Points) -> Points:
    """Return the shape seen in a mirror, of the same shape ``(N, 2)``."""
    return shape * (-1.0, 1.0)


def smooth(knots: Points, *, closed: bool = False, steps: int = 6) -> Points:
    """Return a Catmull-Rom curve through the knots.

    Parameters
    ----------
    knots : float64 (N, 2)
        Points the curve passes through, in order.
    closed : bool
        Whether the last knot leads back to the first.
    steps : int
        Points drawn for each stretch between two knots.

    Returns
    -------
    float64 (M, 2)
    """
    ends = (knots[-1:], knots[:2]) if closed else (knots[:1], knots[-1:])
    around = np.concatenate([ends[0], knots, ends[1]])
    before, start, stop, after = around[:-3], around[1:-2], around[2:-1], around[3:]
    stretches = np.stack([before, start, stop, after], axis=1)
    flat = (_catmull_rom(steps) * stretches[:, None]).sum(axis=2).reshape(-1, 2)
    return flat if closed else np.concatenate([flat, knots[-1:]])


@lru_cache
def _catmull_rom(steps: int) -> Points:
    """Return the share of four knots in each point between the middle two, ``(steps, 4, 1)``."""
    t = np.linspace(0, 1, steps, endpoint=False)
    return np.stack(
        [
            (-t + 2 * t**2 - t**3) / 2,
            (2 - 5 * t**2 + 3 * t**3) / 2,
            (t + 4 * t**2 - 3 * t**3) / 2,
            (t**3 - t**2) / 2,
        ],
        axis=1,
    )[..., None]


def resampled(curve: Points, count: int) -> Points:
    """Return ``count`` points evenly spread along the curve, shape ``(count, 2)``."""
    steps = np.hypot(*np.diff(curve, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    wanted = np.linspace(0, along[-1], count)
    return np.stack([np.interp(wanted, along, curve[:, axis]) for axis in (0, 1)], axis=1)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return the colour that is ``share`` of the way from the first to the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def shaded(colour: Colour, factor: float) -> Colour:
    """Return the colour with its light multiplied by ``factor``, kept within 0..255."""
    red, green, blue = (min(255, round(part * factor)) for part in colour)
    return red, green, blue


@dataclass(frozen=True)
class Pose:
    """Where the head is and how it is turned.

    Head coordinates have their origin in the middle of the head, x to the right and y down, with
    the crown at y = -1 and the chin at y = 1. Face coordinates are the same for a head seen from
    the front.

    Attributes
    ----------
    scale : float
        Half the height of the head in pixels of the finished picture.
    x, y : float
        Middle of the head in pixels of the finished picture.
    roll, yaw, pitch : float
        Tilt, turn and nod in radians.
    """

    scale: float
    x: float
    y: float
    roll: float
    yaw: float
    pitch: float

    _ROUNDNESS = (0.95, 1.5)

    def turned(self, face: Points) -> Points:
        """Return where points of a frontal face ``(N, 2)`` lie once the head has turned."""
        return _turn(face, np.array([self.yaw, self.pitch]), np.array(self._ROUNDNESS))

    def placed(self, head: Points) -> Points:
        """Return head coordinates ``(N, 2)`` as pixels of the finished picture."""
        cosine, sine = self.scale * np.cos(self.roll), self.scale * np.sin(self.roll)
        across = head[:, :1] * (cosine, sine) + (self.x, self.y)
        return np.asarray(across + head[:, 1:] * (-sine, cosine))

    def head_grid(self) -> tuple[Points, Points]:
        """Return the head coordinates x and y of every pixel, each ``(128, 128)``."""
        rows, columns = np.mgrid[0:PICTURE, 0:PICTURE] + 0.5
        right, down = (columns - self.x) / self.scale, (rows - self.y) / self.scale
        cosine, sine = np.cos(self.roll), np.sin(self.roll)
        return right * cosine + down * sine, down * cosine - right * sine

    def unturned(self, x: Points, y: Points) -> tuple[Points, Points]:
        """Return the face coordinates that lie at these head coordinates, of any one shape."""
        across, tall = self._ROUNDNESS
        return _turn(x, -self.yaw, across), _turn(y, -self.pitch, tall)


def _turn(position: Points, angle: Points | float, radius: Points | float) -> Points:
    """Return positions on a round surface after it has turned by ``angle``."""
    inside = np.clip(position / radius, -1, 1)
    turned = radius * np.sin(np.clip(np.arcsin(inside) + angle, -np.pi / 2, np.pi / 2))
    return np.asarray(turned + position - inside * radius)


class Canvas:
    """A sheet, several times larger than the picture, on which one person is drawn.

    Attributes
    ----------
    pose : Pose
        Places every shape that is drawn.
    """

    def __init__(self, pose: Pose) -> None:
        self.pose = pose
        size = (PICTURE * OVERSAMPLE, PICTURE * OVERSAMPLE)
        self._sheet = Image.new("RGB", size)
        self._outline = Image.new("L", size)
        self._paint = ImageDraw.Draw(self._sheet, "RGBA")
        self._cover = ImageDraw.Draw(self._sheet)
        self._cut = ImageDraw.Draw(self._outline)

    def body(self, head: Points, colour: Colour) -> None:
        """Fill a shape in head coordinates ``(N, 2)`` that hides the background."""
        corners = self._corners(head)
        self._cover.polygon(corners, fill=colour)
        self._cut.polygon(corners, fill=255)

    def fill(self, face: Points, colour: Colour, opacity: float = 1.0) -> None:
        """Fill a shape in face coordinates ``(N, 2)``; it turns with the head."""
        self._blend(self.pose.turned(face), colour, opacity)

    def shape(self, head: Points, colour: Colour, opacity: float = 1.0) -> None:
        """Fill a shape in head coordinates ``(N, 2)`` over what is there."""
        self._blend(head, colour, opacity)

    def stroke(self, face: Points, width: float, colour: Colour, opacity: float = 1.0) -> None:
        """Draw a line along a curve in face coordinates ``(N, 2)``, thin at both ends."""
        self._blend(_ribbon(self.pose.turned(face), width), colour, opacity)

    def strand(self, head: Points, width: float, colour: Colour, opacity: float = 1.0) -> None:
        """Draw a line along a curve in head coordinates ``(N, 2)``, thin at both ends."""
        self._blend(_ribbon(head, width), colour, opacity)

    def finished(self) -> tuple[Picture, Picture]:
        """Return the drawing ``(128, 128, 3)`` in 0..255 and its cover ``(128, 128, 1)`` in 0..1.

        Half-covered pixels at the rim hold paint mixed with black; dividing by the cover takes
        the black out again.
        """
        paint = np.asarray(self._sheet.reduce(OVERSAMPLE), dtype=np.float32)
        cover = np.asarray(self._outline.reduce(OVERSAMPLE), dtype=np.float32)[..., None] / 255
        unmixed = np.minimum(paint / np.maximum(cover, 1 / 255), 255)
        return unmixed.astype(np.float32), cover.astype(np.float32)

    def _corners(self, head: Points) -> list[float]:
        flat: list[float] = (self.pose.placed(head) * OVERSAMPLE).ravel().tolist()
        return flat

    def _blend(self, head: Points, colour: Colour, opacity: float) -> None:
        self._paint.polygon(self._corners(head), fill=(*colour, round(255 * opacity)))


def disc(x: float, y: float, across: float, down: float | None = None) -> Points:
    """Return an ellipse of 28 points around (x, y) with the given half-axes."""
    return _CIRCLE * (across, across if down is None else down) + (x, y)


def _ribbon(curve: Points, width: float) -> Points:
    """Return the outline of a line along the curve that swells to ``width`` in its middle."""
    along = np.empty_like(curve)
    along[1:-1] = curve[2:] - curve[:-2]
    along[0], along[-1] = curve[1] - curve[0], curve[-1] - curve[-2]
    length = np.hypot(along[:, 0], along[:, 1]) + 1e-9
    swell = _swell(len(curve)) * (width / 2) / length
    across = along[:, ::-1] * (-1.0, 1.0) * swell[:, None]
    return np.concatenate([curve + across, (curve - across)[::-1]])


@lru_cache
def _swell(count: int) -> Points:
    return np.asarray(np.sin(np.linspace(0.15, np.pi - 0.15, count)))
