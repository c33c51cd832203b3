"""Draws the beard of a sample face."""

from __future__ import annotations

import numpy as np

from core.dataset.starter_canvas import (
    Canvas,
    Points,
    mirrored,
    points,
    resampled,
    shaded,
    smooth,
)
from core.dataset.starter_hair import draw_strands, strand_colour
from core.dataset.starter_head import mouth_line, nose_tip, outline
from core.dataset.starter_people import Person


def draw_beard(canvas: Canvas, person: Person, rng: np.random.Generator) -> None:
    """Draw a moustache or a beard; the mouth is drawn over it."""
    if person.beard == "stubble":
        _draw_stubble(canvas, person)
    if person.beard == "full":
        rims = _jaw_rims(canvas, person, 0.045)
        canvas.body(np.concatenate([rims[0], rims[1][::-1]]), person.hair_colour)
        draw_strands(canvas, person, rng, rims, upright=True)
    if person.beard in ("moustache", "goatee", "full"):
        _draw_fur(canvas, person, rng, _moustache(person))
    if person.beard == "goatee":
        _draw_fur(canvas, person, rng, _goatee(person))


def _moustache(person: Person) -> Points:
    lips, tip = mouth_line(person), nose_tip(person)
    half = points(
        (0, tip + 0.1), (0.16, tip + 0.115), (0.3, lips + 0.03), (0.25, lips + 0.06), (0, lips)
    )
    return smooth(np.concatenate([half, mirrored(half)[-2:0:-1]]), closed=True)


def _goatee(person: Person) -> Points:
    lips = mouth_line(person)
    half = points(
        (0, lips + 0.13), (0.16, lips + 0.16), (0.27, lips + 0.02), (0.22, 0.9), (0, 1.04)
    )
    return smooth(np.concatenate([half, mirrored(half)[-2:0:-1]]), closed=True)


def _jaw_rims(canvas: Canvas, person: Person, grown: float) -> tuple[Points, Points]:
    """Return the rim of the jaw and the rim of the beard on the cheeks, each ``(40, 2)``."""
    lips = mouth_line(person)
    outer = outline(person, np.linspace(1.75, 2 * np.pi - 1.75, 40), grown)
    cheek = points((0.97, 0.16), (0.84, 0.4), (0.62, 0.58), (0.42, lips - 0.07), (0.2, lips - 0.09))
    cheek = np.concatenate([cheek, points((0, lips - 0.1)), mirrored(cheek)[::-1]])
    inner = smooth(cheek * (person.width, 1))
    return outer, canvas.pose.turned(resampled(inner, 40))


def _draw_stubble(canvas: Canvas, person: Person) -> None:
    outer, inner = _jaw_rims(canvas, person, 0)
    for depth in (-0.05, 0.05, 0.15):
        rim = inner * (1 - depth) + outer * depth
        area = np.concatenate([outer, rim[::-1]])
        canvas.shape(area, shaded(person.hair_colour, 0.8), 0.13)


def _draw_fur(canvas: Canvas, person: Person, rng: np.random.Generator, shape: Points) -> None:
    canvas.fill(shape, person.hair_colour, 0.92)
    middle = shape.mean(axis=0)
    for at in rng.integers(0, len(shape), 26):
        colour, opacity = strand_colour(person, rng)
        near, far = np.sort(rng.uniform(0.1, 1.0, 2))
        line = middle + (shape[at] - middle) * np.array([[near], [(near + far) / 2], [far]])
        canvas.stroke(line, 0.022, colour, opacity)
