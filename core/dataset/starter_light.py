"""Lights a drawn face as a relief, puts a room behind it and photographs it."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageFilter

from core.dataset.starter_canvas import PICTURE, Picture, Points
from core.dataset.starter_head import BROW_LINE, EYE_LINE, mouth_line, nose_tip
from core.dataset.starter_people import Expression, Person, Photograph

_ROOM = PICTURE // 2


def relief(x: Points, y: Points, person: Person, expression: Expression) -> Points:
    """Return how far the features stand out from a bare head at face coordinates, same shape."""
    tip, lips = nose_tip(person), mouth_line(person)
    apart = np.abs(x)
    down = np.clip((y - BROW_LINE - 0.06) / (tip - BROW_LINE - 0.06), 0, 1)
    past = np.maximum(0, y - tip) / 0.06
    slim = 0.075 + 0.055 * down
    nose = person.nose_height * (0.15 + 0.85 * down) * np.exp(-((x / slim) ** 2) - past**2)
    nose *= np.clip((y - BROW_LINE + 0.1) / 0.2, 0, 1)
    raised = expression.cheeks
    return np.asarray(
        nose
        + _bump(apart, y, (person.nose_width * 0.85, tip), (0.05, 0.055), 0.05)
        + _bump(apart, y, (person.eye_gap, BROW_LINE), (0.2, 0.08), 0.055)
        - _bump(apart, y, (person.eye_gap - 0.04, EYE_LINE + 0.01), (0.17, 0.11), 0.075)
        + _bump(apart, y, (0.4, 0.3 - 0.06 * raised), (0.17, 0.15), 0.05 + 0.06 * raised)
        - _bump(apart, y, (0.36, lips), (0.12, 0.14), 0.03 * (1 - raised))
        + _bump(x, y, (0, lips), (0.22, 0.11), 0.06)
        - _bump(x, y, (0, lips + 0.15), (0.16, 0.05), 0.03)
        + _bump(x, y, (0, 0.9), (0.17, 0.1), 0.05)
    )


def _bump(
    x: Points, y: Points, middle: tuple[float, float], size: tuple[float, float], height: float
) -> Points:
    across, down = (x - middle[0]) / size[0], (y - middle[1]) / size[1]
    return np.asarray(height * np.exp(-(across**2) - down**2))


def lit(paint: Picture, person: Person, expression: Expression, photo: Photograph) -> Picture:
    """Return the drawing ``(128, 128, 3)`` in 0..255 under the light of the photograph."""
    across, down = (axis.astype(np.float32) for axis in photo.pose.head_grid())
    head = -0.55 * (across / person.width) ** 2 - 0.28 * down**2
    x, y = photo.pose.unturned(across, down)
    height = (head + relief(x, y, person, expression)) * photo.pose.scale
    down, across = np.gradient(height)
    light = _unit(photo.light)
    steep = np.sqrt(across**2 + down**2 + 1)
    facing = np.maximum(0, (light[2] - across * light[0] - down * light[1]) / steep)
    half = _unit(light + _unit((0, 0, 1)))
    mirror = np.maximum(0, (half[2] - across * half[0] - down * half[1]) / steep)
    shade = (1 - photo.contrast) * (0.55 + 0.45 / steep) + photo.contrast * facing * 1.25
    shade = np.maximum(shade, 0.08)
    soft = np.stack([shade**0.85, shade, shade**1.08], axis=2)
    sheen = (30 + 26 * photo.contrast) * (_eighteenth(mirror) * np.clip(2.2 * y + 2.2, 0.3, 1))[
        ..., None
    ]
    blush = _bump(np.abs(x), y, (0.4, 0.32), (0.16, 0.13), 0.1 + 0.08 * expression.cheeks)
    tint = 1 - blush[..., None] * np.array([0, 0.7, 0.55], dtype=np.float32)
    return np.asarray(paint * soft * tint + sheen, dtype=np.float32)


def _unit(direction: ArrayLike) -> Picture:
    arrow = np.asarray(direction, dtype=np.float32)
    return np.asarray(arrow / np.linalg.norm(arrow))


def _eighteenth(base: Picture) -> Picture:
    """Return the 18th power by squaring, which is many times faster than numpy's."""
    square = base * base
    eighth = (square * square) * (square * square)
    return np.asarray(eighth * eighth * square)


def background(photo: Photograph, rng: np.random.Generator) -> Picture:
    """Return what is behind the person, out of focus, ``(128, 128, 3)`` in 0..255."""
    near, far = (np.array(colour, dtype=np.float64) for colour in photo.wall)
    rows, columns = np.mgrid[0:_ROOM, 0:_ROOM] / _ROOM
    angle = rng.uniform(0, 2 * np.pi)
    share = 0.5 + 0.6 * ((columns - 0.5) * np.cos(angle) + (rows - 0.5) * np.sin(angle))
    share = np.clip(share, 0, 1) * 0.45
    if photo.background == "lamp":
        glow = _bump(columns, rows, tuple(rng.uniform(0, 1, 2)), (0.5, 0.5), 0.6)
        share = np.clip(share - glow, 0, 1)
    room = near + (far - near) * share[..., None]
    if photo.background == "window":
        left, top = rng.uniform(-0.2, 0.8), rng.uniform(-0.2, 0.3)
        pane = _soft_box(columns, left, 0.35) * _soft_box(rows, top, 0.5)
        bars = 1 - 0.5 * _soft_box((columns - left) * 4 % 1, 0, 0.08)
        room = room + (235 - room) * (pane * bars * 0.75)[..., None]
    elif photo.background == "lights":
        for x, y, size in rng.uniform((0, 0, 0.03), (1, 1, 0.1), (9, 3)):
            ring = 1 / (1 + np.exp((np.hypot(columns - x, rows - y) - size) * 160))
            room = room + (rng.uniform(120, 255, 3) - room) * (0.4 * ring)[..., None]
    elif photo.background == "shelf":
        for left, wide in zip(rng.uniform(0, 1, 7), rng.uniform(0.05, 0.2, 7), strict=True):
            book = _soft_box(columns, left, wide)
            room = room * (1 - (0.3 * rng.uniform(-0.6, 1) * book))[..., None]
    small = Image.fromarray(np.clip(room, 0, 255).astype(np.uint8))
    wall = small.resize((PICTURE, PICTURE), Image.Resampling.BILINEAR)
    return np.asarray(wall, dtype=np.float32)


def _soft_box(at: Points, start: float, wide: float) -> Points:
    return np.asarray(np.clip((at - start) * 40, 0, 1) * np.clip((start + wide - at) * 40, 0, 1))


def photographed(scene: Picture, photo: Photograph, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return the scene as a camera and its file format would keep it.

    Parameters
    ----------
    scene : float32 (128, 128, 3)
        In 0..255, values above are clipped.
    photo : Photograph
        Exposure, colour of the light, blur, noise, JPEG quality.
    rng : numpy.random.Generator
        Draws the noise.

    Returns
    -------
    uint8 (128, 128, 3)
    """
    colour = np.array([1 + 0.07 * photo.warmth, 1.0, 1 - 0.07 * photo.warmth])
    light = scene * (photo.exposure * colour)
    if photo.grey:
        light[...] = (light * (0.299, 0.587, 0.114)).sum(axis=2, keepdims=True)
    sharp = Image.fromarray(np.clip(light, 0, 255).astype(np.uint8))
    soft = sharp.filter(ImageFilter.GaussianBlur(photo.blur)) if photo.blur else sharp
    size = (PICTURE, PICTURE, 1 if photo.grey else 3)
    grain = rng.standard_normal(size, dtype=np.float32) * np.float32(photo.noise)
    noisy = np.clip(np.asarray(soft) + grain + 0.5, 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(noisy).save(file, "JPEG", quality=photo.quality)
    kept = np.array(Image.open(file))
    return np.repeat(kept[..., :1], 3, axis=2) if photo.grey else kept
