"""Draws the hair of a sample face."""

from __future__ import annotations

import numpy as np

from core.dataset.starter_canvas import (
    Canvas,
    Colour,
    Points,
    disc,
    mirrored,
    mix,
    points,
    resampled,
    shaded,
    smooth,
)
from core.dataset.starter_head import outline
from core.dataset.starter_people import Person

_COVERS_ALL = ("scarf", "turban")


def draw_hair_behind(canvas: Canvas, person: Person, rng: np.random.Generator) -> None:
    """Draw what falls behind the head: long hair, a bun, a cloud of curls, the back of a scarf."""
    colour = shaded(person.hair_colour, 0.82)
    if person.covering == "scarf":
        canvas.body(_mantle(person, 0.17, 1.75), shaded(person.covering_colour, 0.8))
    elif person.hair in ("bob", "long"):
        length = 0.85 if person.hair == "bob" else person.hair_length
        canvas.body(_mantle(person, person.hair_volume + 0.06, length), colour)
    elif person.hair == "bun" and person.covering == "none":
        canvas.body(disc(0.3 * person.parting, -1.12, 0.32, 0.27), colour)
    elif person.hair == "afro" and person.covering != "turban":
        _draw_cloud(canvas, person, rng)


def draw_hair(canvas: Canvas, person: Person, rng: np.random.Generator) -> None:
    """Draw the hair over the forehead and beside the face."""
    if person.covering in _COVERS_ALL or person.hair == "bald":
        return
    special = {"ring": _draw_ring, "buzz": _draw_buzz, "curls": _draw_curls, "afro": _draw_curls}
    special.get(person.hair, _draw_combed)(canvas, person, rng)


def _mantle(person: Person, grown: float, length: float) -> Points:
    top = outline(person, np.linspace(-1.9, 1.9, 30), grown)
    wide = person.width * (1 + grown)
    ends = points((wide * 1.06, length * 0.7), (wide * 0.92, length), (0, length + 0.06))
    side = np.concatenate([ends, mirrored(ends)[-2::-1]])
    return np.concatenate([top, smooth(side)])


def _hairline(person: Person) -> Points:
    """Return the rim of the hair on the forehead from left to right, ``(40, 2)``."""
    width, part = person.width, person.parting
    left, right = points((-0.99, 0.06), (-0.9, -0.28)), points((0.9, -0.28), (0.99, 0.06))
    middle = {
        "round": points((-0.62, -0.58), (0, -0.68), (0.62, -0.58)),
        "peak": points((-0.66, -0.56), (-0.36, -0.72), (0, -0.6), (0.36, -0.72), (0.66, -0.56)),
        "side": points(
            (-0.7, -0.46), (part - 0.12, -0.68), (part, -0.78), (part + 0.12, -0.68), (0.7, -0.46)
        ),
        "fringe": points((-0.7, -0.3), (-0.3, -0.34), (0.1, -0.31), (0.4, -0.35), (0.7, -0.3)),
    }[person.hairline]
    bare = 0.1 * max(0.0, person.age - 0.3) if person.hairline != "fringe" else 0
    middle = middle - (0, bare)
    knots = np.concatenate([left, middle, right]) * (width, 1)
    return resampled(smooth(knots), 40)


def _cap_rims(person: Person, volume: float) -> tuple[Points, Points]:
    angle = np.linspace(-1.62, 1.62, 40)
    crown = volume * (0.5 + 0.4 * np.cos(angle / 1.1) ** 2)
    outer = outline(person, angle) * (1 + crown[:, None])
    return outer, _hairline(person)


def _draw_combed(canvas: Canvas, person: Person, rng: np.random.Generator) -> None:
    long = person.hair in ("bob", "long")
    volume = person.hair_volume * (1 if long or person.hair == "swept" else 0.75)
    outer, inner = _cap_rims(person, max(0.06, volume))
    _draw_rim_shadow(canvas, person, inner)
    canvas.body(np.concatenate([outer, inner[::-1]]), person.hair_colour)
    draw_strands(canvas, person, rng, (outer, inner), upright=person.hair == "short")
    if long:
        _draw_curtains(canvas, person, rng)
    else:
        _draw_wisps(canvas, person, rng, inner)


def _draw_wisps(canvas: Canvas, person: Person, rng: np.random.Generator, hairline: Points) -> None:
    """Draw loose hairs over the hairline, so that it is no hard edge."""
    for at in rng.integers(1, 39, 34):
        root = hairline[at] - (0, 0.05)
        tip = hairline[at] + (rng.normal(0, 0.05), rng.uniform(-0.01, 0.055))
        canvas.strand(
            np.stack([root, (root + tip) / 2 + (0.012, 0), tip]), 0.035, person.hair_colour, 0.7
        )


def _draw_rim_shadow(canvas: Canvas, person: Person, inner: Points) -> None:
    below = np.concatenate([inner - (0, 0.04), (inner * (0.97, 1) + (0, 0.05))[::-1]])
    canvas.shape(below, shaded(person.skin, 0.55), 0.45)


def draw_strands(
    canvas: Canvas,
    person: Person,
    rng: np.random.Generator,
    rims: tuple[Points, Points],
    *,
    upright: bool,
) -> None:
    """Draw single hairs, lighter and darker ones, over an area of hair.

    Parameters
    ----------
    canvas : Canvas
        The sheet to draw on.
    person : Person
        Gives the colour and the parting.
    rng : numpy.random.Generator
        Places the hairs.
    rims : tuple of float64 (40, 2)
        Outer and inner rim of the area in head coordinates.
    upright : bool
        Whether hairs stand between the rims, or fall along them from the parting.
    """
    outer, inner = rims
    parting = 20 + round(14 * person.parting)
    for _ in range(42):
        colour, opacity = strand_colour(person, rng)
        line = _standing(outer, inner, rng) if upright else _falling(outer, inner, parting, rng)
        canvas.strand(line, rng.uniform(0.012, 0.035), colour, opacity)


def _standing(outer: Points, inner: Points, rng: np.random.Generator) -> Points:
    at = int(rng.integers(1, 39))
    lean = int(np.clip(at + rng.integers(-4, 5), 0, 39))
    low, high = np.sort(rng.uniform(0, 1, 2))
    shares = np.linspace(low, high, 3)[:, None]
    return np.asarray(inner[at] * (1 - shares) + outer[lean] * shares)


def _falling(outer: Points, inner: Points, parting: int, rng: np.random.Generator) -> Points:
    stop = 1 if _chance(rng, parting / 39) else 38
    start, end = np.sort(rng.uniform(0, 1, 2)) if _chance(rng, 0.7) else (0.0, 1.0)
    at = parting + (stop - parting) * np.linspace(start, end, 9)
    drift = 0.5 * (rng.random() - 0.5) * np.abs(at - parting) / 20
    share = np.minimum(np.maximum(rng.uniform(-0.1, 1) + drift, 0.03), 0.97)[:, None]
    step = at.astype(int)
    return np.asarray(inner[step] * (1 - share) + outer[step] * share)


def strand_colour(person: Person, rng: np.random.Generator) -> tuple[Colour, float]:
    """Return colour and opacity of one hair: a little darker or lighter than the others."""
    if _chance(rng, 0.5):
        return shaded(person.hair_colour, 0.65), 0.3
    return mix(person.hair_colour, (255, 240, 220), 0.2), 0.25


def _chance(rng: np.random.Generator, share: float) -> bool:
    return bool(rng.random() < share)


def _draw_curtains(canvas: Canvas, person: Person, rng: np.random.Generator) -> None:
    length = 0.82 if person.hair == "bob" else person.hair_length
    wide, grown = person.width, person.width * (1 + person.hair_volume + 0.05)
    wave = rng.uniform(0.0, 0.05)
    for side in (-1.0, 1.0):
        rows = np.linspace(-0.42, length, 9)
        sway = wave * np.sin(np.arange(9) * 1.7 + side)
        fade = np.clip((rows + 0.42) / 0.5, 0, 1)
        inner = np.stack([wide * (0.78 + 0.12 * fade) + sway * fade, rows], axis=1)
        outer = np.stack([wide * 0.95 + (grown - wide * 0.95) * fade**0.6 + sway, rows], axis=1)
        panel = np.concatenate([smooth(outer), smooth(inner)[::-1]]) * (side, 1)
        canvas.body(panel, person.hair_colour)
        for _ in range(14):
            colour, opacity = strand_colour(person, rng)
            depth = rng.uniform(0.05, 0.95)
            line = smooth(inner * (1 - depth) + outer * depth) * (side, 1)
            canvas.strand(line, rng.uniform(0.015, 0.035), colour, opacity)


def _draw_buzz(canvas: Canvas, person: Person, rng: np.random.Generator) -> None:
    outer, inner = _cap_rims(person, 0.03)
    colour = mix(person.hair_colour, person.skin, 0.25)
    for depth, opacity in ((-0.04, 0.35), (0.04, 0.6), (0.12, 0.8)):
        rim = inner * (1 - depth) + outer * depth
        canvas.shape(np.concatenate([outer, rim[::-1]]), colour, opacity)
    draw_strands(canvas, person, rng, (outer, inner), upright=True)


def _draw_ring(canvas: Canvas, person: Person, rng: np.random.Generator) -> None:
    for side in (-1.0, 1.0):
        patch = points(
            (0.93, 0.16), (0.86, -0.1), (0.84, -0.36), (0.93, -0.5), (1.06, -0.3), (1.09, 0.08)
        )
        shape = smooth(patch * (person.width * side, 1), closed=True)
        canvas.body(shape, person.hair_colour)
        for _ in range(8):
            colour, opacity = strand_colour(person, rng)
            x, y = rng.uniform(0.9, 1.03), rng.uniform(-0.35, 0.0)
            line = points((x, y), (x + 0.02, y + 0.08), (x + 0.01, y + 0.15))
            canvas.strand(line * (person.width * side, 1), 0.025, colour, opacity)


def _draw_cloud(canvas: Canvas, person: Person, rng: np.random.Generator) -> None:
    grown = 0.2 + 1.1 * person.hair_volume
    canvas.body(
        outline(person, np.linspace(-2.1, 2.1, 40), grown), shaded(person.hair_colour, 0.85)
    )
    for angle in rng.uniform(-2.1, 2.1, 70):
        middle = outline(person, np.array([angle]), grown * rng.uniform(0.7, 1.05))[0]
        tone = shaded(person.hair_colour, rng.uniform(0.82, 1.06))
        canvas.body(disc(middle[0], middle[1], rng.uniform(0.05, 0.12)), tone)


def _draw_curls(canvas: Canvas, person: Person, rng: np.random.Generator) -> None:
    volume = 0.12 + person.hair_volume * (0.7 if person.hair == "curls" else 1.0)
    size = 0.035 if person.hair == "afro" else 0.06
    outer, inner = _cap_rims(person, volume)
    _draw_rim_shadow(canvas, person, inner)
    canvas.body(np.concatenate([outer, inner[::-1]]), person.hair_colour)
    for x, y in np.concatenate([outer, inner[2:-2]]):
        tone = shaded(person.hair_colour, rng.uniform(0.85, 1.05))
        canvas.body(disc(x, y, size * rng.uniform(0.6, 1.2)), tone)
    for _ in range(64):
        at, share = int(rng.integers(1, 39)), rng.uniform(0.05, 0.95)
        middle = inner[at] * (1 - share) + outer[at] * share
        first = int(rng.integers(0, 16))
        curl = disc(middle[0], middle[1], size * rng.uniform(0.5, 1.1))[first : first + 12]
        colour, opacity = strand_colour(person, rng)
        canvas.strand(curl, 0.03, colour, opacity * 1.3)
