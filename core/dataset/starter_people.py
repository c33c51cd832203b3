"""Who is on a sample picture, what the face does, and how it was photographed.

A person and a photograph are drawn by lot from the seed alone; only the expression knows the
label. So skin, hair, glasses, light and pose can never tell a computer which face is happy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from core.dataset.starter_canvas import PICTURE, Colour, Pose, mix

_T = TypeVar("_T")

# Ellis Monk's ten skin tones, light to dark (skintone.google).
_TONES: tuple[Colour, ...] = (
    (246, 237, 228), (243, 231, 219), (247, 234, 208), (234, 218, 186), (215, 189, 150),
    (160, 126, 86), (130, 92, 67), (96, 65, 52), (58, 49, 42), (41, 36, 32),
)  # fmt: skip
_WARM: Colour = (205, 120, 84)
_HAIR: tuple[Colour, ...] = (
    (28, 24, 24), (44, 33, 28), (74, 50, 36), (108, 72, 46), (122, 62, 38),
    (168, 92, 48), (170, 132, 84), (206, 172, 116), (98, 96, 98), (176, 174, 174),
)  # fmt: skip
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


@dataclass(frozen=True)
class Person:
    """Everything about a face that stays when its expression changes.

    Lengths are in half head heights, angles in radians, shares in 0..1.
    """

    skin: Colour
    tone: float
    age: float
    width: float
    jaw: float
    neck: float
    eye_gap: float
    eye_width: float
    eye_height: float
    eye_tilt: float
    crease: float
    iris: Colour
    brow: float
    brow_arch: float
    nose_width: float
    nose_length: float
    nose_height: float
    mouth_width: float
    lips: float
    rest: float
    makeup: float
    freckles: bool
    hair: str
    hair_colour: Colour
    hair_volume: float
    hair_length: float
    hairline: str
    parting: float
    covering: str
    covering_colour: Colour
    beard: str
    glasses: str
    frame: Colour
    earrings: bool
    clothes: Colour
    collar: str


@dataclass(frozen=True)
class Expression:
    """What the muscles do; 0 is rest, and 1 is as far as a face comfortably goes.

    Attributes
    ----------
    corners : float
        Corners of the mouth: up above 0, down below.
    spread, opened, teeth : float
        Width of the mouth, gap between the lips, share of the gap filled by teeth.
    skew : float
        How much further the right corner goes than the left.
    cheeks, squint : float
        Raised cheeks, narrowed eyes.
    droop : float
        How far the outer upper lid hangs.
    brow_inner, brow_lift : float
        Inner ends of the brows up, whole brows up.
    gaze_x, gaze_y : float
        Where the eyes look, in -1..1.
    """

    corners: float
    spread: float
    opened: float
    teeth: float
    skew: float
    cheeks: float
    squint: float
    droop: float
    brow_inner: float
    brow_lift: float
    gaze_x: float
    gaze_y: float


@dataclass(frozen=True)
class Photograph:
    """How the picture was taken.

    `light` is the direction towards the light (x right, y down, z to the camera), `contrast` how
    much stronger it is than the light from everywhere, `warmth` its colour in -1..1.
    """

    pose: Pose
    light: tuple[float, float, float]
    contrast: float
    exposure: float
    warmth: float
    background: str
    wall: tuple[Colour, Colour]
    blur: float
    noise: float
    quality: int
    grey: bool


def draw_person(rng: np.random.Generator) -> Person:
    """Return a person drawn by lot."""
    tone = rng.uniform(0, len(_TONES) - 1)
    age = rng.beta(1.3, 1.8)
    beard_grows = rng.random() < 0.5
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
        iris=_IRISES[int(rng.integers(3 if tone > 5 else len(_IRISES)))],
        brow=rng.uniform(0.04, 0.085) * (1.15 if beard_grows else 0.9),
        brow_arch=rng.uniform(0.01, 0.075),
        nose_width=rng.uniform(0.1, 0.165),
        nose_length=rng.uniform(0.35, 0.4),
        nose_height=rng.uniform(0.1, 0.17),
        mouth_width=rng.uniform(0.245, 0.3),
        lips=rng.uniform(0.05, 0.115),
        rest=rng.normal(0, 0.05),
        makeup=0.0 if beard_grows else float(rng.choice([0, 0, rng.uniform(0.2, 0.9)])),
        freckles=bool(tone < 5 and rng.random() < 0.12),
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
        earrings=bool(not beard_grows and rng.random() < 0.35),
        clothes=_cloth(rng),
        collar=_one(rng, ("round", "vee", "shirt", "high"), (4, 3, 3, 2)),
    )


def draw_expression(rng: np.random.Generator, *, happy: bool) -> Expression:
    """Return the movements of a face that looks happy or sad.

    Both labels use the same lots in the same order, so that one seed gives both expressions the
    same strength. Each part of the face follows the expression with its own strength, and in one
    face of six a part says the opposite, as on a tired person's smile.
    """
    strength = 0.3 + 0.7 * rng.beta(2.2, 1.0)
    mouth, eyes, brows = strength * rng.uniform(0.7, 1.1, 3) + rng.normal(0, 0.08, 3)
    against = rng.random()
    eyes, brows = (
        (-0.5 * eyes if against < 0.08 else eyes),
        (-0.5 * brows if 0.08 <= against < 0.16 else brows),
    )
    parted, shown, skew, wide, lifted, look, down = rng.uniform(0, 1, 7)
    mood = 1.0 if happy else -1.0
    opened = max(0.0, strength - 0.35) * (
        1.9 * parted**0.7 if happy else 0.5 * max(0, parted - 0.5)
    )
    return Expression(
        corners=mood * mouth,
        spread=(0.28 if happy else -0.1) * mouth + 0.05 * (wide - 0.5),
        opened=opened + (0.14 * parted if shown < 0.12 else 0),
        teeth=0.35 + 0.6 * shown,
        skew=0.5 * (skew - 0.5),
        cheeks=max(0.0, mood * eyes),
        squint=0.45 * max(0.0, mood * eyes) + 0.15 * lifted,
        droop=max(0.0, -mood * eyes),
        brow_inner=-mood * brows if mood * brows < 0 else -0.12 * brows,
        brow_lift=0.8 * (lifted - 0.5) + (0.25 if happy else -0.1) * brows,
        gaze_x=1.4 * (look - 0.5),
        gaze_y=0.7 * (down - 0.4) + (0 if happy else 0.3 * eyes),
    )


def draw_photograph(rng: np.random.Generator, person: Person) -> Photograph:
    """Return the pose, light, background and camera of one picture, drawn by lot.

    Like any camera, this one is metered on the face: halfway towards an even brightness.
    """
    metered = (150 / float(np.mean(person.skin))) ** 0.45
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
        grey=bool(rng.random() < 0.12),
    )


def _one(rng: np.random.Generator, choices: tuple[_T, ...], weights: tuple[float, ...]) -> _T:
    shares = np.array(weights, dtype=np.float64)
    return choices[int(rng.choice(len(choices), p=shares / shares.sum()))]


def _skin(rng: np.random.Generator, tone: float) -> Colour:
    low = min(int(tone), len(_TONES) - 2)
    swatch = mix(_TONES[low], _TONES[low + 1], tone - low)
    return mix(swatch, _WARM, rng.uniform(0.1, 0.3))


def _hair_style(rng: np.random.Generator, beard_grows: bool, age: float) -> str:
    thinning = age > 0.45 and beard_grows
    weights = (5, 12, 8, 10, 8, 5, 3, 0, 2, 1) if thinning else (3, 0, 10, 16, 16, 10, 6, 2, 4, 1)
    return _one(rng, HAIR_STYLES, weights if beard_grows else (1, 0, 1, 5, 7, 9, 7, 14, 22, 12))


def _hair_colour(rng: np.random.Generator, tone: float, age: float) -> Colour:
    dark = max(0.0, tone - 2.5)
    weights = (3 + dark, 4 + dark, 4, 3, 1.5, 1, 2, 2, 0, 0)
    fair = tuple(w if i < 3 or tone < 5 else 0.12 for i, w in enumerate(weights[:8]))
    colour = _one(rng, _HAIR, (*fair, 0, 0))
    greying = float(np.clip((age - 0.5) * 2.4 + rng.normal(0, 0.25), 0, 1))
    return mix(colour, _one(rng, _HAIR[8:], (1, 1)), greying)


def _cloth(rng: np.random.Generator) -> Colour:
    return mix(_one(rng, _CLOTH, (1,) * len(_CLOTH)), _one(rng, _CLOTH, (1,) * len(_CLOTH)), 0.25)
