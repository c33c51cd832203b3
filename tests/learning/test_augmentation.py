"""Each change does what its name says, and the same seed does it again."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from core.learning.augmentation import preview
from core.runs.spec import Augmentation

SIDE = 33


def dot(x: int, y: int) -> NDArray[np.uint8]:
    """Return a black photo with a bright square of 5x5 around (x, y)."""
    pixels = np.zeros((SIDE, SIDE, 3), np.uint8)
    pixels[y - 2 : y + 3, x - 2 : x + 3] = 200
    return pixels


def centre(pixels: NDArray[np.uint8]) -> tuple[float, float]:
    """Return where the light is, as (x, y)."""
    rows, columns = np.indices(pixels.shape[:2])
    light = pixels[..., 0].astype(float)
    return float((columns * light).sum() / light.sum()), float((rows * light).sum() / light.sum())


def size(pixels: NDArray[np.uint8]) -> float:
    """Return how many bright pixels there are."""
    return float(pixels[..., 0].sum()) / 200


def test_nothing_changes_without_a_strength() -> None:
    assert np.array_equal(preview(dot(8, 20), Augmentation(), 2)[1], dot(8, 20))


def test_a_flip_mirrors_half_of_the_photos_left_to_right() -> None:
    variants = preview(dot(8, 20), Augmentation(horizontal_flip=True), 40)
    mirrored = [np.array_equal(photo, dot(SIDE - 1 - 8, 20)) for photo in variants]
    same = [np.array_equal(photo, dot(8, 20)) for photo in variants]
    assert all(a or b for a, b in zip(mirrored, same, strict=True))
    assert 8 < sum(mirrored) < 32


def test_a_turn_keeps_the_distance_to_the_middle_and_stays_within_its_angle() -> None:
    angles = []
    for photo in preview(dot(16, 8), Augmentation(rotation=30), 30):
        x, y = centre(photo)
        assert np.hypot(x - 16, y - 16) == pytest.approx(8, abs=0.3)
        angles.append(np.degrees(np.arctan2(x - 16, 16 - y)))
    assert 15 < max(np.abs(angles)) < 31
    assert min(angles) < -5 < 5 < max(angles)


def test_a_zoom_grows_and_shrinks_around_the_middle() -> None:
    photos = preview(dot(16, 16), Augmentation(zoom=0.5), 30)
    sizes = [size(photo) for photo in photos]
    assert min(sizes) < 20
    assert max(sizes) > 30
    assert min(sizes) > 25 / 1.5**2 - 2
    assert max(sizes) < 25 * 1.5**2 + 2
    assert centre(photos[0]) == pytest.approx((16, 16), abs=0.1)


def test_a_shift_moves_along_both_axes_within_its_reach() -> None:
    moves = [centre(photo) for photo in preview(dot(16, 16), Augmentation(shift=0.2), 30)]
    for axis in range(2):
        away = [place[axis] - 16 for place in moves]
        assert min(away) < -2 < 2 < max(away)
        assert max(np.abs(away)) < 0.2 * SIDE + 0.1


def test_brightness_changes_light_evenly_within_its_strength() -> None:
    grey = np.full((8, 8, 3), 100, np.uint8)
    levels = [int(photo[0, 0, 0]) for photo in preview(grey, Augmentation(brightness=0.2), 30)]
    assert 49 <= min(levels) < 80
    assert 120 < max(levels) <= 151
    assert all(np.ptp(photo) == 0 for photo in preview(grey, Augmentation(brightness=0.2), 3))


def test_brightness_stops_at_black_and_white() -> None:
    for level in (0, 255):
        photos = preview(np.full((4, 4, 3), level, np.uint8), Augmentation(brightness=0.9), 20)
        assert any(np.all(photo == level) for photo in photos)


def test_the_same_seed_gives_the_same_photos_and_another_seed_does_not() -> None:
    strong = Augmentation(rotation=20, zoom=0.2, horizontal_flip=True, shift=0.1, brightness=0.2)
    first, again, other = (preview(dot(8, 20), strong, 3, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert not np.array_equal(first[0], first[1])
