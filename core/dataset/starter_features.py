"""Draws eyes, brows and mouth of a sample face: the parts that carry the expression."""

from __future__ import annotations

import numpy as np

from core.dataset.starter_canvas import (
    Canvas,
    Colour,
    Points,
    disc,
    mix,
    points,
    shaded,
    smooth,
)
from core.dataset.starter_head import BROW_LINE, EYE_LINE, mouth_line, nose_tip
from core.dataset.starter_people import Expression, Person

_WHITE: Colour = (238, 234, 228)
_CLOSED = 0.02
_PUPIL: Colour = (18, 14, 14)
_ROSE: Colour = (176, 66, 72)


def draw_eyes(canvas: Canvas, person: Person, expression: Expression) -> None:
    """Draw both eyes with lids, lashes and creases."""
    for side in (-1.0, 1.0):
        _draw_eye(canvas, person, expression, side)


def _draw_eye(canvas: Canvas, person: Person, expression: Expression, side: float) -> None:
    u = np.linspace(-1, 1, 19)
    opening = person.eye_height * (1 - 0.55 * expression.squint - 0.22 * expression.droop)
    bow = np.sqrt(np.maximum(0, 1 - u**2))
    tilt = -person.eye_tilt * u * person.eye_width * 2
    hang = expression.droop * 0.045 * np.maximum(0, u + 0.3) ** 1.5
    upper = EYE_LINE + tilt - opening * bow**1.2 + hang
    lower = EYE_LINE + tilt + 0.62 * opening * bow - 0.02 * expression.cheeks * bow
    lower = np.maximum(lower, upper + 0.006)
    x = side * (person.eye_gap + person.eye_width * u)
    lid, rim = np.stack([x, upper], 1), np.stack([x, lower], 1)
    canvas.fill(np.concatenate([lid, rim[::-1]]), mix(_white_of(person), person.skin, 0.15))
    _draw_iris(canvas, person, expression, side, (x * side, upper, lower))
    canvas.fill(
        np.concatenate([lid, np.add(lid, (0, 0.022))[::-1]]), shaded(person.skin, 0.35), 0.4
    )
    lash = shaded(person.hair_colour, 0.5) if person.makeup else shaded(person.skin, 0.34)
    canvas.stroke(lid, 0.032 + 0.022 * person.makeup, mix(lash, _PUPIL, 0.45), 0.95)
    canvas.stroke(rim, 0.016, shaded(person.skin, 0.5), 0.55)
    fold = lid[1:-1] - (0, 0.028 + 0.035 * person.crease)
    canvas.stroke(fold, 0.018, shaded(person.skin, 0.55), 0.25 + 0.5 * person.crease)
    _draw_eye_lines(canvas, person, expression, side, lower[9])


def _draw_iris(
    canvas: Canvas,
    person: Person,
    expression: Expression,
    side: float,
    lids: tuple[Points, Points, Points],
) -> None:
    across, upper, lower = lids
    size = 0.074
    x = side * person.eye_gap + 0.045 * expression.gaze_x
    y = EYE_LINE - 0.01 + 0.024 * expression.gaze_y
    for radius, colour in (
        (size, shaded(person.iris, 0.6)),
        (size * 0.82, person.iris),
        (size * 0.45, _PUPIL),
    ):
        ring = disc(x, y, radius)
        low = np.interp(ring[:, 0] * side, across, upper)
        high = np.interp(ring[:, 0] * side, across, lower)
        ring[:, 1] = np.clip(ring[:, 1], low, high)
        canvas.fill(ring, colour)
    canvas.fill(disc(x - 0.022, y - 0.02, 0.012), (255, 255, 255), 0.6)


def _draw_eye_lines(
    canvas: Canvas, person: Person, expression: Expression, side: float, low: float
) -> None:
    dark = shaded(person.skin, 0.55)
    x, wide = person.eye_gap, person.eye_width
    bag = points((x - wide * 0.8, low + 0.03), (x, low + 0.075), (x + wide * 0.8, low + 0.035))
    depth = 0.12 + 0.4 * person.age + 0.3 * expression.squint
    canvas.stroke(smooth(bag) * (side, 1), 0.022, dark, min(0.6, depth))
    laughter = expression.squint * (0.2 + person.age)
    for slope in (-0.05, 0.01, 0.07):
        start = x + wide * 1.12
        line = points((start, slope * 0.4), (start + 0.05, slope), (start + 0.1, slope * 1.9))
        canvas.stroke(line * (side, 1), 0.014, dark, min(0.6, laughter))


def draw_brows(canvas: Canvas, person: Person, expression: Expression) -> None:
    """Draw both brows, and the lines of the forehead that move with them."""
    inner = 0.105 * expression.brow_inner
    lift = 0.06 * expression.brow_lift + 0.03 * abs(expression.brow_inner)
    colour = mix(person.hair_colour, shaded(person.skin, 0.4), 0.35)
    x, wide = person.eye_gap, person.eye_width
    level = BROW_LINE - lift
    knots = points(
        (x - wide * 1.15, level + 0.015 - inner),
        (x - wide * 0.3, level - person.brow_arch * 0.7 - inner * 0.45),
        (x + wide * 0.6, level - person.brow_arch + inner * 0.1),
        (x + wide * 1.35, level + 0.04 + inner * 0.35),
    )
    curve = smooth(knots)
    thick = np.interp(np.linspace(0, 1, len(curve)), [0, 0.12, 0.6, 1], [0.5, 1, 0.85, 0.12])
    edge = np.stack([np.zeros(len(curve)), thick * person.brow / 2], axis=1)
    brow = np.concatenate([curve - edge, (curve + edge)[::-1]])
    for side in (-1.0, 1.0):
        canvas.fill(brow * (side, 1), colour, 0.85)
    _draw_forehead(canvas, person, expression)


def _draw_forehead(canvas: Canvas, person: Person, expression: Expression) -> None:
    dark = shaded(person.skin, 0.62)
    raised = max(0.0, expression.brow_lift) + max(0.0, expression.brow_inner)
    for row, wide in ((-0.36, 0.3), (-0.45, 0.36), (-0.54, 0.28)):
        arch = points(
            (-wide, row + 0.02), (-wide / 2, row - 0.01), (wide / 2, row - 0.01), (wide, row + 0.02)
        )
        canvas.stroke(smooth(arch), 0.018, dark, min(0.5, person.age * (0.25 + 0.5 * raised)))
    frown = min(0.5, max(0.0, expression.brow_inner) * (0.2 + 0.5 * person.age))
    for side in (-1.0, 1.0):
        line = points((0.05, -0.27), (0.04, -0.2), (0.05, -0.14)) * (side, 1)
        canvas.stroke(line, 0.02, dark, frown)


def draw_mouth(canvas: Canvas, person: Person, expression: Expression) -> None:
    """Draw lips, teeth and the folds beside them."""
    u = np.linspace(-1, 1, 25)
    half = person.mouth_width * (1 + expression.spread)
    lift = (expression.corners + person.rest) * (1 + expression.skew * u)
    middle = mouth_line(person) + 0.03 * max(0.0, expression.corners)
    seam = middle + 0.05 * lift - 0.16 * lift * np.abs(u) ** 1.8
    bow = 1 - u**2
    gap = expression.opened * 0.2 * bow**0.75
    cupid = 1 - 0.3 * np.exp(-((u / 0.16) ** 2))
    top, bottom = seam - 0.3 * gap, seam + 0.7 * gap
    upper = top - person.lips * 0.72 * bow**0.75 * cupid
    lower = bottom + person.lips * 1.05 * bow**0.7
    x = half * u
    lip = _lip_colour(person)
    canvas.fill(_between(x, upper, top), shaded(lip, 0.88), 0.9)
    canvas.fill(_between(x, bottom, lower), lip, 0.9)
    canvas.fill(
        _between(x * 0.5, (bottom + lower) / 2 - 0.006, (bottom + lower) / 2 + 0.01),
        shaded(lip, 1.2),
        0.3,
    )
    if expression.opened > _CLOSED:
        canvas.fill(_between(x, top, bottom), (62, 24, 26))
        shown = top + (bottom - top) * min(0.85, expression.teeth)
        canvas.fill(_between(x * 0.88, top, np.minimum(shown, bottom)), _white_of(person))
    else:
        canvas.stroke(np.stack([x, seam], 1), 0.03, shaded(lip, 0.45), 0.9)
    _draw_folds(canvas, person, expression, (half, seam))


def _draw_folds(
    canvas: Canvas, person: Person, expression: Expression, mouth: tuple[float, Points]
) -> None:
    half, seam = mouth
    dark, tip = shaded(person.skin, 0.55), nose_tip(person)
    depth = 0.06 + 0.35 * person.age**1.5 + 0.4 * expression.cheeks
    for side, corner in ((-1.0, seam[0]), (1.0, seam[-1])):
        outer = half + 0.05 + 0.05 * expression.cheeks
        fold = points(
            (person.nose_width + 0.04, tip - 0.03),
            (outer, (tip + corner) / 2),
            (outer + 0.02, corner),
        )
        canvas.stroke(smooth(fold) * (side, 1), 0.026, dark, min(0.55, depth))
        canvas.fill(disc(side * (half + 0.01), corner, 0.022, 0.02), dark, 0.5)


def _lip_colour(person: Person) -> Colour:
    red, green, blue = person.skin
    bare = (round(red * 0.87), round(green * 0.68), round(blue * 0.7))
    return mix(bare, shaded(_ROSE, 0.35 + 0.65 * red / 255), 0.12 + 0.5 * person.makeup)


def _white_of(person: Person) -> Colour:
    """Return the white of eyes and teeth, in the shade of the camera's metering on the skin."""
    return shaded(_WHITE, 0.97 - 0.042 * person.tone)


def _between(x: Points, upper: Points, lower: Points) -> Points:
    top, bottom = np.stack([x, upper], 1), np.stack([x, lower], 1)
    return np.concatenate([top, bottom[::-1]])
