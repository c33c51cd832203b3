"""The proportions of a sample face; draws shoulders, neck, ears, the bare head and the nose."""

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
from core.dataset.starter_people import Person

EYE_LINE = 0.0
BROW_LINE = -0.2


def nose_tip(person: Person) -> float:
    """Return how far below the middle of the head the tip of the nose lies."""
    return EYE_LINE + person.nose_length


def mouth_line(person: Person) -> float:
    """Return how far below the middle of the head the lips meet."""
    return nose_tip(person) + 0.245


def outline(person: Person, angle: Points, grown: float = 0.0) -> Points:
    """Return the rim of the head in head coordinates.

    Parameters
    ----------
    person : Person
        Gives width and jaw.
    angle : float64 (N,)
        0 at the crown, positive towards the right of the picture, pi at the chin.
    grown : float
        How far outside of the rim, as a share of the head.

    Returns
    -------
    float64 (N, 2)
    """
    down = -np.cos(angle)
    below = np.maximum(down, 0)
    across = np.sin(angle) * (1 + 0.1 * below - person.jaw * below**2.2)
    square = np.sign(across) * np.abs(across) ** np.where(down < 0, 0.78, 0.92)
    rim = np.stack([person.width * square, down], axis=-1)
    return np.asarray(rim * (1 + grown))


def draw_body(canvas: Canvas, person: Person) -> None:
    """Draw shoulders, clothes and neck."""
    neck = person.neck
    bust = points((-1.75, 2.8), (-1.5, 1.6), (-0.85, 1.32), (0, 1.26))
    shoulders = smooth(np.concatenate([bust, mirrored(bust)[-2::-1]]))
    throat = points((-neck, 0.5), (-neck * 0.97, 1.06), (-neck * 1.25, 1.34), (0, 1.7))
    throat = smooth(np.concatenate([throat, mirrored(throat)[-2::-1]]))
    canvas.body(shoulders, person.clothes)
    canvas.body(throat, shaded(person.skin, 0.86))
    canvas.shape(disc(0, 0.82, neck * 1.05, 0.42), shaded(person.skin, 0.6), 0.5)
    _draw_collar(canvas, person, neck)


def _draw_collar(canvas: Canvas, person: Person, neck: float) -> None:
    if person.collar == "high":
        _draw_roll(canvas, person, neck)
        return
    depth = {"round": 1.4, "vee": 1.7, "shirt": 1.62}[person.collar]
    opening = points((-neck * 1.3, 1.2), (0, depth), (neck * 1.3, 1.2))
    opening = smooth(opening) if person.collar == "round" else opening
    cloth = points((1.2, 1.5), (1.3, 2.6), (-1.3, 2.6), (-1.2, 1.5))
    canvas.shape(np.concatenate([opening, cloth]), person.clothes)
    if person.collar == "shirt":
        flap = points((-neck * 1.28, 1.1), (-0.02, depth), (-0.32, 1.82), (-neck * 1.75, 1.36))
        canvas.shape(flap, shaded(person.clothes, 1.12))
        canvas.shape(mirrored(flap), shaded(person.clothes, 1.06))
    else:
        canvas.strand(opening, 0.07, shaded(person.clothes, 0.78))


def _draw_roll(canvas: Canvas, person: Person, neck: float) -> None:
    half = points((0, 1.16), (neck, 1.08), (neck * 1.3, 1.8))
    roll = smooth(np.concatenate([half, mirrored(half)[:0:-1]]), closed=True)
    canvas.body(roll, person.clothes)
    canvas.shape(disc(0, 1.13, neck * 0.95, 0.06), shaded(person.clothes, 0.78))


def draw_head(canvas: Canvas, person: Person) -> None:
    """Draw the ears and the bare head."""
    for side in (-1.0, 1.0):
        turned = 0.3 * side * float(np.sin(canvas.pose.yaw))
        rim = side * person.width
        ear = disc(rim * 0.985 + 0.3 * turned, 0.16, 0.085 - 0.5 * turned, 0.2)
        canvas.body(ear, shaded(person.skin, 0.93))
        canvas.shape(disc(rim, 0.17, 0.04, 0.12), shaded(person.skin, 0.72), 0.6)
        if person.earrings:
            canvas.body(disc(rim + 0.02 * side, 0.4, 0.03), (206, 178, 112))
    canvas.body(outline(person, np.linspace(0, 2 * np.pi, 56)), person.skin)


def draw_nose(canvas: Canvas, person: Person) -> None:
    """Draw wings and nostrils; the light does the rest."""
    tip, wide = nose_tip(person), person.nose_width
    dark = shaded(person.skin, 0.42)
    under = points(
        (-wide * 1.1, tip + 0.01), (0, tip + 0.075), (wide * 1.1, tip + 0.01), (0, tip + 0.035)
    )
    canvas.fill(smooth(under, closed=True), shaded(person.skin, 0.62), 0.55)
    for side in (-1.0, 1.0):
        wing = points((0.82, 0.055), (1.1, 0.02), (1.08, -0.05), (0.9, -0.08)) * (wide, 1) + (
            0,
            tip,
        )
        canvas.stroke(smooth(wing) * (side, 1), 0.028, shaded(person.skin, 0.6), 0.6)
        canvas.fill(disc(side * wide * 0.5, tip + 0.035, wide * 0.24, 0.02), dark, 0.8)
    flank = points((0.05, -0.1), (0.06, 0.08), (wide * 0.8, tip - 0.1))
    canvas.stroke(smooth(flank) * (np.sign(canvas.pose.yaw + 1e-9), 1), 0.03, dark, 0.13)
