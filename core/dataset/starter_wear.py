"""Draws what a sample face wears: glasses, scarves and hats."""

from __future__ import annotations

import numpy as np

from core.dataset.starter_canvas import (
    Canvas,
    Points,
    disc,
    mirrored,
    points,
    shaded,
    smooth,
)
from core.dataset.starter_head import outline
from core.dataset.starter_people import Person


def draw_covering(canvas: Canvas, person: Person) -> None:
    """Draw the scarf or hat, if there is one, over the hair."""
    drawn = {
        "scarf": _draw_scarf,
        "turban": _draw_turban,
        "beanie": _draw_beanie,
        "cap": _draw_cap,
        "hat": _draw_hat,
    }
    if person.covering != "none":
        drawn[person.covering](canvas, person)


def draw_glasses(canvas: Canvas, person: Person) -> None:
    """Draw the frames, a trace of glare, and the arms towards the ears."""
    if person.glasses == "none":
        return
    wide = person.eye_gap - 0.055
    tall = 0.2 if person.glasses == "round" else 0.165
    for side in (-1.0, 1.0):
        lens = _rim(person.glasses) * (wide, tall) + (side * (person.eye_gap + 0.015), 0.03)
        middle = lens.mean(axis=0)
        canvas.fill(lens, (214, 226, 232), 0.1)
        canvas.stroke(lens[22:30] * 0.9 + middle * 0.1, 0.05, (255, 255, 255), 0.25)
        part = lens if person.glasses != "half" else lens[19:]
        canvas.fill(np.concatenate([part, (part * 0.9 + middle * 0.1)[::-1]]), person.frame, 0.95)
        arm = points((person.eye_gap + wide, 0), (person.width * 0.9, -0.02), (person.width, 0.02))
        canvas.stroke(arm * (side, 1), 0.05, person.frame)
    canvas.stroke(smooth(points((-0.1, 0.02), (0, -0.02), (0.1, 0.02))), 0.05, person.frame)


def _rim(glasses: str) -> Points:
    angle = np.linspace(0, 2 * np.pi, 40)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    square = 1.0 if glasses == "round" else 0.55
    return np.asarray(np.sign(circle) * np.abs(circle) ** square)


def _draw_scarf(canvas: Canvas, person: Person) -> None:
    colour = person.covering_colour
    opening = outline(person, np.linspace(0, 2 * np.pi, 60)) * (0.9, 0.84) + (0, 0.12)
    cloth = np.concatenate(
        [
            outline(person, np.linspace(0, 1.9, 20), 0.13),
            points((0.98, 1.0), (1.2, 1.55), (0, 1.95), (-1.2, 1.55), (-0.98, 1.0))
            * (person.width, 1),
            outline(person, np.linspace(-1.9, 0, 20), 0.13),
        ]
    )
    canvas.body(np.concatenate([cloth, opening[::-1]]), colour)
    canvas.strand(opening[40:], 0.05, shaded(person.skin, 0.4), 0.3)
    for side, start in ((1.0, 0.3), (1.0, 0.55), (-1.0, 0.4), (-1.0, 0.7), (1.0, 0.8)):
        fold = points(
            (side * 0.75, start), (side * 0.5, start + 0.55), (-side * 0.35, start + 0.85)
        )
        fold[:, 1] = np.maximum(fold[:, 1], [0, 1.14, 1.3])
        canvas.strand(smooth(fold * (person.width, 1)), 0.05, shaded(colour, 0.7), 0.5)
    for grown in (0.04, 0.09):
        line = outline(person, np.linspace(-1.4, 1.4, 24), grown) * (0.96, 0.97)
        canvas.strand(line, 0.03, shaded(colour, 0.75), 0.4)


def _draw_turban(canvas: Canvas, person: Person) -> None:
    colour, wide = person.covering_colour, person.width
    dome = outline(person, np.linspace(-1.5, 1.5, 30), 0.16) * (1, 1.08)
    rim = points((0.95, -0.22), (0.5, -0.46), (0, -0.6), (-0.5, -0.46), (-0.95, -0.22))
    canvas.body(np.concatenate([dome, smooth(rim * (wide, 1))]), colour)
    for side in (1.0, -1.0):
        for step in np.linspace(0, 1, 4):
            start = (side * 1.14 * wide, -0.16 - 0.42 * step)
            over = (side * 0.5 * wide, -0.62 - 0.38 * step)
            fold = smooth(
                points(start, over, (-side * (0.1 + 0.3 * step) * wide, -0.74 - 0.4 * step))
            )
            canvas.strand(fold, 0.035, shaded(colour, 0.72), 0.5)
            canvas.strand(fold - (0, 0.035), 0.04, shaded(colour, 1.18), 0.3)


def _draw_beanie(canvas: Canvas, person: Person) -> None:
    colour = person.covering_colour
    canvas.body(_dome(person, 0.1, -0.45), colour)
    for x in np.linspace(-0.8, 0.8, 11):
        rib = points(
            (x * person.width, -0.66),
            (x * person.width * 0.8, -0.9),
            (x * person.width * 0.3, -1.14),
        )
        canvas.strand(smooth(rib), 0.025, shaded(colour, 0.75), 0.6)
    rim = smooth(points((-1.08, -0.36), (0, -0.5), (1.08, -0.36)) * (person.width, 1))
    band = np.concatenate([rim, (rim * (0.98, 1) - (0, 0.24))[::-1]])
    canvas.body(band, shaded(colour, 0.88))
    canvas.strand(rim, 0.05, shaded(colour, 0.6), 0.5)


def _draw_cap(canvas: Canvas, person: Person) -> None:
    colour = person.covering_colour
    canvas.body(_dome(person, 0.06, -0.5), colour)
    canvas.strand(
        smooth(points((0, -1.1), (0.02, -0.9), (0, -0.6))), 0.02, shaded(colour, 0.7), 0.6
    )
    half = points((0, -0.66), (0.5, -0.62), (0.95, -0.46), (0.6, -0.4), (0, -0.36))
    rim = np.concatenate([half, mirrored(half)[-2:0:-1]]) * (person.width, 1)
    peak = smooth(rim, closed=True)
    canvas.shape(np.add(peak, (0, 0.05)), shaded(person.skin, 0.45), 0.4)
    canvas.body(peak, shaded(colour, 0.7))
    canvas.body(disc(0, -1.13, 0.05, 0.03), shaded(colour, 0.8))


def _draw_hat(canvas: Canvas, person: Person) -> None:
    colour = person.covering_colour
    canvas.shape(disc(0, -0.42, person.width * 0.98, 0.14), shaded(person.skin, 0.5), 0.4)
    canvas.body(_dome(person, 0.18, -0.55, 1.2), colour)
    canvas.body(disc(0, -0.58, person.width * 1.6, 0.17), shaded(colour, 0.92))
    band = outline(person, np.linspace(-1.1, 1.1, 20), 0.06) * (0.98, 0.2) - (0, 0.58)
    canvas.shape(band, shaded(colour, 0.6), 0.8)


def _dome(person: Person, tall: float, brim: float, reach: float = 1.42) -> Points:
    top = outline(person, np.linspace(-reach, reach, 30), 0.07) * (1, 1 + tall)
    rim = points((0.62, brim - 0.03), (0, brim - 0.06), (-0.62, brim - 0.03)) * (person.width, 1)
    return np.concatenate([top, smooth(rim)])
