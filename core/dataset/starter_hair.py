"""Draws hair, beards, head coverings and glasses of a sample face."""

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
from core.dataset.starter_face import EYE_LINE, mouth_line, nose_tip, outline
from core.dataset.starter_people import Person

_COVERS_ALL = ("scarf", "turban")
_ROUND = ("curls", "afro")


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
    """Draw the hair over the forehead and beside the face, then what covers it."""
    if person.covering not in _COVERS_ALL and person.hair != "bald":
        {
            "ring": _draw_ring,
            "buzz": _draw_buzz,
            "curls": _draw_curls,
            "afro": _draw_curls,
        }.get(person.hair, _draw_combed)(canvas, person, rng)
    if person.covering != "none":
        {
            "scarf": _draw_scarf,
            "turban": _draw_turban,
            "beanie": _draw_beanie,
            "cap": _draw_cap,
            "hat": _draw_hat,
        }[person.covering](canvas, person)


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
    across = person.hair in ("short",)
    _draw_strands(canvas, person, rng, (outer, inner), upright=across)
    if long:
        _draw_curtains(canvas, person, rng)
    else:
        _draw_wisps(canvas, person, rng, inner)


def _draw_wisps(canvas: Canvas, person: Person, rng: np.random.Generator, hairline: Points) -> None:
    """Draw loose hairs over the hairline, so that it is no hard edge."""
    for at in rng.integers(1, 39, 34):
        root = hairline[at] * (1.0, 1.0) - (0, 0.05)
        tip = hairline[at] + (rng.normal(0, 0.05), rng.uniform(-0.01, 0.055))
        canvas.strand(
            np.stack([root, (root + tip) / 2 + (0.012, 0), tip]), 0.035, person.hair_colour, 0.7
        )


def _draw_rim_shadow(canvas: Canvas, person: Person, inner: Points) -> None:
    below = np.concatenate([inner - (0, 0.04), (inner * (0.97, 1) + (0, 0.05))[::-1]])
    canvas.shape(below, shaded(person.skin, 0.55), 0.45)


def _draw_strands(
    canvas: Canvas,
    person: Person,
    rng: np.random.Generator,
    rims: tuple[Points, Points],
    *,
    upright: bool,
) -> None:
    outer, inner = rims
    for _ in range(60):
        colour, opacity = _strand_colour(person, rng)
        if upright:
            at = int(rng.integers(1, 39))
            lean = int(np.clip(at + rng.integers(-4, 5), 0, 39))
            low, high = np.sort(rng.uniform(0, 1.0, 2))
            line = np.stack([inner[at], (inner[at] + outer[lean]) / 2, outer[lean]])
            line = inner[at] + (line - inner[at]) * np.array([[low], [(low + high) / 2], [high]])
        else:
            line = _falling(outer, inner, 20 + round(14 * person.parting), rng)
        canvas.strand(line, rng.uniform(0.012, 0.035), colour, opacity)


def _falling(outer: Points, inner: Points, parting: int, rng: np.random.Generator) -> Points:
    stop = 1 if rng.random() < parting / 39 else 38
    reach = np.sort(rng.uniform(0, 1, 2)) if rng.random() < 0.7 else (0, 1)
    at = np.linspace(*np.interp(reach, [0, 1], [parting, stop]), 9)
    depth = rng.uniform(-0.1, 1)
    depths = np.clip(depth + 0.5 * (rng.random() - 0.5) * np.abs(at - parting) / 20, 0.03, 0.97)
    step = np.arange(len(inner))
    rims = [
        np.stack([np.interp(at, step, rim[:, axis]) for axis in (0, 1)], 1)
        for rim in (inner, outer)
    ]
    return np.asarray(rims[0] * (1 - depths[:, None]) + rims[1] * depths[:, None])


def _strand_colour(person: Person, rng: np.random.Generator) -> tuple[Colour, float]:
    if rng.random() < 0.5:
        return shaded(person.hair_colour, 0.65), 0.3
    return mix(person.hair_colour, (255, 240, 220), 0.2), 0.25


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
            colour, opacity = _strand_colour(person, rng)
            depth = rng.uniform(0.05, 0.95)
            line = smooth(inner * (1 - depth) + outer * depth) * (side, 1)
            canvas.strand(line, rng.uniform(0.015, 0.035), colour, opacity)


def _draw_buzz(canvas: Canvas, person: Person, rng: np.random.Generator) -> None:
    outer, inner = _cap_rims(person, 0.03)
    colour = mix(person.hair_colour, person.skin, 0.25)
    for depth, opacity in ((-0.04, 0.35), (0.04, 0.6), (0.12, 0.8)):
        rim = inner * (1 - depth) + outer * depth
        canvas.shape(np.concatenate([outer, rim[::-1]]), colour, opacity)
    _draw_strands(canvas, person, rng, (outer, inner), upright=True)


def _draw_ring(canvas: Canvas, person: Person, rng: np.random.Generator) -> None:
    for side in (-1.0, 1.0):
        patch = points(
            (0.93, 0.16), (0.86, -0.1), (0.84, -0.36), (0.93, -0.5), (1.06, -0.3), (1.09, 0.08)
        )
        shape = smooth(patch * (person.width * side, 1), closed=True)
        canvas.body(shape, person.hair_colour)
        for _ in range(8):
            colour, opacity = _strand_colour(person, rng)
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
    outer, inner = _cap_rims(person, volume)
    _draw_rim_shadow(canvas, person, inner)
    canvas.body(np.concatenate([outer, inner[::-1]]), person.hair_colour)
    size = 0.035 if person.hair == "afro" else 0.065
    for _ in range(130 if person.hair == "afro" else 110):
        at, depth = int(rng.integers(0, 40)), rng.uniform(0.0, 1.03)
        x, y = inner[at] * (1 - depth) + outer[at] * depth
        tone = shaded(person.hair_colour, rng.uniform(0.8, 1.1))
        canvas.body(disc(x, y, size * rng.uniform(0.6, 1.2)), tone)


def draw_beard(canvas: Canvas, person: Person, rng: np.random.Generator) -> None:
    """Draw a moustache or a beard; the mouth is drawn over it."""
    lips, tip = mouth_line(person), nose_tip(person)
    moustache = points(
        (0, tip + 0.1), (0.16, tip + 0.115), (0.3, lips + 0.03), (0.25, lips + 0.06), (0, lips)
    )
    moustache = smooth(np.concatenate([moustache, mirrored(moustache)[-2:0:-1]]), closed=True)
    chin = smooth(
        points(
            (-0.27, lips + 0.02),
            (-0.16, lips + 0.16),
            (0, lips + 0.13),
            (0.16, lips + 0.16),
            (0.27, lips + 0.02),
            (0.22, 0.9),
            (0, 1.04),
            (-0.22, 0.9),
        ),
        closed=True,
    )
    if person.beard in ("moustache", "goatee", "full"):
        _draw_fur(canvas, person, rng, moustache)
    if person.beard == "goatee":
        _draw_fur(canvas, person, rng, chin)
    if person.beard in ("full", "stubble"):
        _draw_jaw(canvas, person, rng)


def _draw_jaw(canvas: Canvas, person: Person, rng: np.random.Generator) -> None:
    lips = mouth_line(person)
    full = person.beard == "full"
    outer = outline(person, np.linspace(1.75, 2 * np.pi - 1.75, 40), 0.045 if full else 0.0)
    knots = points(
        (0.97, 0.16),
        (0.84, 0.4),
        (0.62, 0.58),
        (0.42, lips - 0.07),
        (0.2, lips - 0.09),
        (0, lips - 0.1),
    )
    knots = np.concatenate([knots, mirrored(knots)[-2::-1]]) * (person.width, 1)
    inner = resampled(smooth(knots), 40)
    ring = np.concatenate([outer, inner[::-1]])
    if not full:
        for depth in (-0.05, 0.05, 0.15):
            rim = inner * (1 - depth) + outer * depth
            canvas.fill(np.concatenate([outer, rim[::-1]]), shaded(person.hair_colour, 0.8), 0.13)
        return
    canvas.body(ring, person.hair_colour)
    _draw_strands(canvas, person, rng, (outer, inner), upright=True)


def _draw_fur(canvas: Canvas, person: Person, rng: np.random.Generator, shape: Points) -> None:
    canvas.fill(shape, person.hair_colour, 0.92)
    middle = shape.mean(axis=0)
    for at in rng.integers(0, len(shape), 26):
        colour, opacity = _strand_colour(person, rng)
        near, far = np.sort(rng.uniform(0.1, 1.0, 2))
        line = middle + (shape[at] - middle) * np.array([[near], [(near + far) / 2], [far]])
        canvas.stroke(line, 0.022, colour, opacity)


def draw_glasses(canvas: Canvas, person: Person) -> None:
    """Draw the frames, a trace of glare, and the arms towards the ears."""
    if person.glasses == "none":
        return
    power = 2.0 if person.glasses == "round" else 3.6
    angle = np.linspace(0, 2 * np.pi, 40)
    rim = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    rim = np.sign(rim) * np.abs(rim) ** (2 / power)
    wide, tall = person.eye_gap - 0.055, 0.2 if person.glasses == "round" else 0.165
    thick = 0.045 if person.glasses != "half" else 0.035
    for side in (-1.0, 1.0):
        lens = rim * (wide, tall) + (side * (person.eye_gap + 0.015), EYE_LINE + 0.03)
        canvas.fill(lens, (214, 226, 232), 0.1)
        glare = lens[22:30]
        canvas.stroke(glare * 0.9 + lens.mean(axis=0) * 0.1, 0.05, (255, 255, 255), 0.25)
        part = lens if person.glasses != "half" else lens[19:]
        inside = part * (1 - thick * 2.4) + lens.mean(axis=0) * (thick * 2.4)
        canvas.fill(np.concatenate([part, inside[::-1]]), person.frame, 0.95)
        arm = points(
            (person.eye_gap + wide, 0.0), (person.width * 0.9, -0.02), (person.width, 0.02)
        )
        canvas.stroke(arm * (side, 1), 0.05, person.frame)
    canvas.stroke(smooth(points((-0.1, 0.02), (0, -0.02), (0.1, 0.02))), 0.05, person.frame)


def _dome(person: Person, tall: float, brim: float, reach: float = 1.42) -> Points:
    top = outline(person, np.linspace(-reach, reach, 30), 0.07) * (1, 1 + tall)
    rim = points((0.62, brim - 0.03), (0, brim - 0.06), (-0.62, brim - 0.03)) * (person.width, 1)
    return np.concatenate([top, smooth(rim)])


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
    edge = points(
        (-0.95, -0.46),
        (-0.5, -0.62),
        (0, -0.66),
        (0.5, -0.62),
        (0.95, -0.46),
        (0.6, -0.4),
        (0, -0.36),
        (-0.6, -0.4),
    )
    canvas.shape(
        smooth(edge * (person.width, 1) + (0, 0.05), closed=True), shaded(person.skin, 0.45), 0.4
    )
    canvas.body(smooth(edge * (person.width, 1), closed=True), shaded(colour, 0.7))
    canvas.body(disc(0, -1.13, 0.05, 0.03), shaded(colour, 0.8))


def _draw_hat(canvas: Canvas, person: Person) -> None:
    colour = person.covering_colour
    canvas.shape(disc(0, -0.42, person.width * 0.98, 0.14), shaded(person.skin, 0.5), 0.4)
    canvas.body(_dome(person, 0.18, -0.55, 1.2), colour)
    canvas.body(disc(0, -0.58, person.width * 1.6, 0.17), shaded(colour, 0.92))
    band = outline(person, np.linspace(-1.1, 1.1, 20), 0.06) * (0.98, 0.2) - (0, 0.58)
    canvas.shape(band, shaded(colour, 0.6), 0.8)


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
