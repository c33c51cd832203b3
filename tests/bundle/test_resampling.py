"""Photos resampled without OpenCV have OpenCV's pixels."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.bundle.resampling import enlarge, shrink, warp
from core.faces.crop import Crop
from core.faces.cutting import cut

RANDOM = np.random.default_rng(7)


def photo(width: int, height: int) -> np.ndarray:
    return RANDOM.integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    ("size", "target"),
    [
        ((640, 480), (480, 360)),
        ((640, 481), (480, 361)),
        ((300, 400), (150, 200)),
        ((900, 600), (300, 300)),
        ((1200, 600), (300, 300)),
        ((601, 600), (300, 300)),
        ((77, 1000), (37, 480)),
        ((16, 900), (6, 320)),
        ((480, 479), (479, 478)),
        ((50, 40), (50, 40)),
    ],
)
def test_smaller(size: tuple[int, int], target: tuple[int, int]) -> None:
    pixels = photo(*size)
    wanted = cv2.resize(pixels, target, interpolation=cv2.INTER_AREA)
    assert np.array_equal(shrink(pixels, *target), wanted)


@pytest.mark.parametrize(
    ("size", "target"),
    [
        ((128, 128), (320, 320)),
        ((300, 17), (320, 18)),
        ((77, 131), (188, 320)),
        ((90, 90), (90, 90)),
    ],
)
def test_larger(size: tuple[int, int], target: tuple[int, int]) -> None:
    pixels = photo(*size)
    wanted = cv2.resize(pixels, target, interpolation=cv2.INTER_LINEAR)
    assert np.array_equal(enlarge(pixels, *target), wanted)


@pytest.mark.parametrize("angle", [0, 12.3456, -40])
def test_turned_and_beyond_the_edge(angle: float) -> None:
    pixels = photo(200, 150)
    crop = Crop(x=0.2, y=0.9, side=0.35, angle=angle)  # 70 pixels of the photo become 96
    assert np.array_equal(warp(pixels, crop.to_photo(200, 150, 96), 96), cut(pixels, crop, 96))
