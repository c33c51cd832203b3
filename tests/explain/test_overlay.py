"""Colours laid over photos, and maps as files."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from core.explain.overlay import blend, colour_scale, decode_map, encode_map


@pytest.fixture
def photo() -> bytes:
    stream = BytesIO()
    Image.new("RGB", (120, 80), (90, 120, 150)).save(stream, "JPEG", quality=95)
    return stream.getvalue()


def pixels(jpeg: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(jpeg))).astype(int)


def lightness(rgb: np.ndarray) -> np.ndarray:
    """Return CIE L* of sRGB colours ``(N, 3)`` in 0..255."""
    linear = ((rgb / 255 + 0.055) / 1.055) ** 2.4
    luminance = linear @ [0.2126, 0.7152, 0.0722]
    return 116 * np.cbrt(luminance) - 16


def test_a_map_survives_its_file_within_a_step() -> None:
    evidence = np.random.default_rng(0).random((5, 7), dtype=np.float32)
    back = decode_map(encode_map(evidence))
    assert back.dtype == np.float32
    np.testing.assert_allclose(back, evidence, atol=0.51 / 255)


@pytest.mark.parametrize("evidence", [np.zeros(3), np.zeros((0, 2)), np.full((2, 2), 1.5)])
def test_what_is_no_map_is_refused(evidence: np.ndarray) -> None:
    with pytest.raises(ValueError, match="map"):
        encode_map(evidence)


def test_a_map_with_missing_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        encode_map(np.full((2, 2), np.nan))


def test_colours_grow_lighter_in_even_steps() -> None:
    steps = np.diff(lightness(colour_scale())[::15])
    assert steps.min() > 0
    assert steps.max() < 2.5 * steps.mean()


def test_the_photo_shows_unchanged_where_nothing_speaks_for_the_class(photo: bytes) -> None:
    evidence = np.zeros((4, 6), np.float32)
    evidence[:, 3:] = 1
    blended = pixels(blend(photo, encode_map(evidence), 1.0))
    assert np.abs(blended[:, :30] - pixels(photo)[:, :30]).max() <= 4
    assert np.abs(blended[:, 100:] - colour_scale()[-1]).max() <= 12


def test_no_opacity_leaves_the_photo(photo: bytes) -> None:
    blended = blend(photo, encode_map(np.ones((3, 3), np.float32)), 0.0)
    assert np.abs(pixels(blended) - pixels(photo)).max() <= 4


def test_more_opacity_changes_more(photo: bytes) -> None:
    hot = encode_map(np.ones((3, 3), np.float32))
    changes = [np.abs(pixels(blend(photo, hot, o)) - pixels(photo)).mean() for o in (0.2, 0.5, 0.9)]
    assert changes == sorted(changes)
    assert changes[0] < changes[2]


def test_the_overlay_has_the_size_of_the_photo(photo: bytes) -> None:
    blended = blend(photo, encode_map(np.ones((3, 3), np.float32)), 0.5)
    assert Image.open(BytesIO(blended)).size == (120, 80)


@pytest.mark.parametrize("opacity", [-0.1, 1.1])
def test_an_impossible_opacity_is_refused(photo: bytes, opacity: float) -> None:
    with pytest.raises(ValueError, match="opacity"):
        blend(photo, encode_map(np.ones((3, 3), np.float32)), opacity)


def test_what_speaks_against_is_blue_and_lies_elsewhere(photo: bytes) -> None:
    left, right = np.zeros((4, 6), np.float32), np.zeros((4, 6), np.float32)
    left[:, :2], right[:, 4:] = 1, 0.4
    blended = pixels(blend(photo, encode_map(left), 1.0, encode_map(right)))
    only = pixels(blend(photo, encode_map(left), 1.0))
    assert np.abs(blended[:, :60] - only[:, :60]).max() <= 4
    red, _, blue = blended[:, 100:].mean(axis=(0, 1))
    assert blue > red + 60
