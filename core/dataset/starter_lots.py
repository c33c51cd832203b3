"""Draws by lot who is on a sample picture, what the face does, and how it is photographed.

A person and a photograph come from the seed alone; only the expression knows the label. So skin,
hair, glasses, light and pose can never tell a computer which face is happy.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from core.dataset.starter_canvas import PICTURE, Colour, Pose, mix
from core.dataset.starter_people import Expression, Person, Photograph

_T = TypeVar("_T")

# Ellis Monk's ten skin tones, light to dark (skintone.google).
_TONES: tuple[Colour, ...] = (
    (246, 237, 228), (243, 231, 219), (247, 234, 208), (234, 218, 186), (215, 189, 150),
    (160, 126, 86), (130, 92, 67), (96, 65, 52), (58, 49, 42), (41, 36, 32),
)  # fmt: skip
_DARK = 5  # from this tone on, most hair and eyes are dark
_WARM: Colour = (205, 120, 84)
_HAIR: tuple[Colour, ...] = (
    (28, 24, 24), (44, 33, 28), (74, 50, 36), (108, 72, 46), (122, 62, 38),
    (168, 92, 48), (170, 132, 84), (206, 172, 116),
)  # fmt: skip
_GREYS: tuple[Colour, ...] = ((98, 96, 98), (176, 174, 174))
_IRISES: tuple[Colour, ...] = (
    (52, 34, 24), (74, 48, 30), (104, 74, 44), (92, 98, 62), (84, 112, 130), (110, 116, 120),
)  # fmt: skip
_CLOTH: tuple[Colour, ...] = (
    (52, 62, 84), (120, 54, 58), (62, 92, 84), (196, 178, 148), (222, 220, 214), (46, 46, 50),
    (148, 112, 76), (108, 92, 128), (88, 118, 148), (176, 122, 96), (204, 168, 84), (124, 138, 104),
)  # fmt: skip

HAIR_STYLES = ("bald", "ring", "buzz", "short", "swept", "curls", "afro", "bob", "long", "bun")
COVERINGS = ("none", "scarf", "turban", "beanie", "cap", "hat")
BEARDS = ("none", "stubble", "moustache", "goatee", "full")
GLASSES = ("none", "round", "square", "half")


def sitting(seed: int, expression: str) -> tuple[Person, Expression, Photograph]:
    """Return who sits for the picture of this seed, what the face does, and the photograph.

    Parameters
    ----------
    seed : int
        0 or above; decides everything but the direction of the expression.
    expression : {"happy", "sad"}
        What the face looks like.

    Raises
    ------
    ValueError
        If the expression is neither of the two.
    """
    if expression not in ("happy", "sad"):
        raise ValueError(f"Got the expression {expression!r}; a sample face is happy or sad.")
    who, mood, shot = (np.random.default_rng((seed, part)) for part in range(3))
    person = draw_person(who)
    movement = draw_expression(mood, happy=expression == "happy")
    return person, movement, draw_photograph(shot, person)


def draw_person(rng: np.random.Generator) -> Person:
    """Return a person drawn by lot."""
    tone = rng.uniform(0, len(_TONES) - 1)
    age = rng.beta(1.3, 1.8)
    beard_grows = _chance(rng, 0.5)
    hair = _hair_style(rng, beard_grows, age)
    covering = _one(rng, COVERINGS, (80, 6, 2, 5, 4, 3))
    if beard_grows and covering == "scarf":
        covering = "none"
    return Person(
        skin=_skin(rng, tone),
        tone=tone,
        age=age,
        width=rng.uniform(0.65, 0.745),
        jaw=rng.uniform(0.14, 0.36) - 0.06 * beard_grows,
        neck=rng.uniform(0.3, 0.36) + 0.06 * beard_grows,
        eye_gap=rng.uniform(0.275, 0.32),
        eye_width=rng.uniform(0.138, 0.168),
        eye_height=rng.uniform(0.07, 0.1),
        eye_tilt=rng.normal(0.03, 0.07),
        crease=rng.random(),
        iris=_IRISES[int(rng.integers(3 if tone > _DARK else len(_IRISES)))],
        brow=rng.uniform(0.04, 0.085) * (1.15 if beard_grows else 0.9),
        brow_arch=rng.uniform(0.01, 0.075),
        nose_width=rng.uniform(0.1, 0.165),
        nose_length=rng.uniform(0.35, 0.4),
        nose_height=rng.uniform(0.1, 0.17),
        mouth_width=rng.uniform(0.245, 0.3),
        lips=rng.uniform(0.05, 0.115),
        rest=rng.normal(0, 0.05),
        makeup=0.0 if beard_grows else float(rng.choice([0, 0, rng.uniform(0.2, 0.9)])),
        hair=hair,
        hair_colour=_hair_colour(rng, tone, age),
        hair_volume=rng.uniform(0.06, 0.2),
        hair_length=rng.uniform(0.65, 1.7),
        hairline=_one(rng, ("round", "peak", "side", "fringe"), (4, 2, 5, 3)),
        parting=rng.uniform(-0.5, 0.5),
        covering=covering,
        covering_colour=_cloth(rng),
        beard=_one(rng, BEARDS, (40, 22, 8, 10, 20)) if beard_grows else "none",
        glasses=_one(rng, GLASSES, (76, 9, 10, 5)),
        frame=_one(rng, ((34, 32, 34), (96, 62, 40), (138, 128, 112), (70, 40, 48)), (4, 2, 2, 1)),
        earrings=_chance(rng, 0.35) and not beard_grows,
        clothes=_cloth(rng),
        collar=_one(rng, ("round", "vee", "shirt", "high"), (4, 3, 3, 2)),
    )


def draw_expression(rng: np.random.Generator, *, happy: bool) -> Expression:
    """Return the movements of a face that looks happy or sad.

    Both labels use the same lots in the same order, so that one seed gives both expressions the
    same strength. Each part of the face follows the expression with its own strength, and in one
    face of six a part says the opposite, as on a tired person's smile.
    """
    strength = 0.33 + 0.67 * rng.beta(2.3, 0.9)
    mouth, eyes, brows = strength * rng.uniform(0.8, 1.15, 3) + rng.normal(0, 0.08, 3)
    eyes *= -0.5 if _chance(rng, 0.08) else 1
    brows *= -0.5 if _chance(rng, 0.08) else 1
    speaks = _chance(rng, 0.12)
    parted, shown, skew, wide, lifted, look, down = rng.uniform(0, 1, 7)
    mood = 1.0 if happy else -1.0
    opened = max(0.0, strength - 0.35) * (
        1.9 * parted**0.7 if happy else 0.5 * max(0, parted - 0.5)
    )
    return Expression(
        corners=mood * mouth,
        spread=(0.28 if happy else -0.1) * mouth + 0.05 * (wide - 0.5),
        opened=opened + 0.14 * parted * speaks,
        teeth=(0.5 + 0.45 * shown) * (1 if happy else 0.4),
        skew=0.5 * (skew - 0.5),
        cheeks=max(0.0, mood * eyes),
        squint=0.45 * max(0.0, mood * eyes) + 0.15 * lifted,
        droop=max(0.0, -mood * eyes),
        brow_inner=-mood * brows if mood * brows < 0 else 0.1 * abs(brows),
        brow_lift=0.8 * (lifted - 0.5) + (0.25 if happy else -0.1) * brows,
        gaze_x=1.4 * (look - 0.5),
        gaze_y=0.7 * (down - 0.4) + (0 if happy else 0.3 * eyes),
    )


def draw_photograph(rng: np.random.Generator, person: Person) -> Photograph:
    """Return the pose, light, background and camera of one picture, drawn by lot.

    Like any camera, this one is metered on the face: halfway towards an even brightness.
    """
    metered = (150 / float(np.mean(person.skin))) ** 0.4
    scale = PICTURE * rng.uniform(0.4, 0.45)
    wall = _cloth(rng)
    side, height = rng.uniform(-0.95, 0.95), rng.uniform(-0.9, 0.1)
    return Photograph(
        pose=Pose(
            scale=scale,
            x=PICTURE * (0.5 + rng.normal(0, 0.02)),
            y=PICTURE * (0.5 + rng.normal(0, 0.015)),
            roll=rng.normal(0, 0.05),
            yaw=rng.normal(0, 0.1),
            pitch=rng.normal(0, 0.04),
        ),
        light=(side, height, 0.8),
        contrast=rng.uniform(0.15, 0.55),
        exposure=rng.normal(1.0, 0.08) * metered,
        warmth=rng.normal(0, 0.4),
        background=_one(rng, ("plain", "lamp", "window", "lights", "shelf"), (4, 3, 2, 2, 2)),
        wall=(mix(wall, (236, 234, 228), rng.uniform(0.1, 0.85)), _cloth(rng)),
        blur=max(0.0, rng.normal(0.3, 0.3)),
        noise=max(0.0, rng.normal(2.0, 2.0)),
        quality=int(rng.integers(45, 96)),
        grey=_chance(rng, 0.12),
    )


def _one(rng: np.random.Generator, choices: tuple[_T, ...], weights: tuple[float, ...]) -> _T:
    shares = np.array(weights, dtype=np.float64)
    return choices[int(rng.choice(len(choices), p=shares / shares.sum()))]


def _chance(rng: np.random.Generator, share: float) -> bool:
    return bool(rng.random() < share)


def _skin(rng: np.random.Generator, tone: float) -> Colour:
    low = min(int(tone), len(_TONES) - 2)
    swatch = mix(_TONES[low], _TONES[low + 1], tone - low)
    return mix(swatch, _WARM, rng.uniform(0.1, 0.3))


def _hair_style(rng: np.random.Generator, beard_grows: bool, age: float) -> str:
    if not beard_grows:
        return _one(rng, HAIR_STYLES, (1, 0, 1, 5, 7, 9, 7, 14, 22, 12))
    thinner = 12 * max(0.0, age - 0.4)
    return _one(rng, HAIR_STYLES, (3 + thinner, 2 * thinner, 10, 16, 16, 10, 6, 2, 4, 1))


def _hair_colour(rng: np.random.Generator, tone: float, age: float) -> Colour:
    dark = max(0.0, tone - 2.5)
    fair = (3, 1.5, 1, 2, 2) if tone < _DARK else (0.15,) * 5
    colour = _one(rng, _HAIR, (3 + dark, 4 + dark, 4, *fair))
    greying = float(np.clip((age - 0.5) * 2.4 + rng.normal(0, 0.25), 0, 1))
    return mix(colour, _one(rng, _GREYS, (1, 1)), greying)


def _cloth(rng: np.random.Generator) -> Colour:
    return mix(_one(rng, _CLOTH, (1,) * len(_CLOTH)), _one(rng, _CLOTH, (1,) * len(_CLOTH)), 0.25)
