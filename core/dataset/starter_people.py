"""Who is on a sample picture, what the face does, and how it is photographed."""

from __future__ import annotations

from dataclasses import dataclass

from core.dataset.starter_canvas import Colour, Pose


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
