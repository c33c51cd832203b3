"""Kept pictures hold pixels and nothing beside."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from core.dataset.images import encode_picture, read_picture
from core.dataset.plain_picture import is_plain
from tests.dataset.making import encoded, photo, pixels


@pytest.mark.parametrize("height", [20, 200, 400])
@pytest.mark.parametrize("grey", [False, True])
def test_what_mien_writes_is_plain(height: int, *, grey: bool) -> None:
    image = Image.fromarray(pixels(1, height, 300))
    picture = read_picture(encoded(image.convert("L") if grey else image))
    assert is_plain(*encode_picture(picture))


def noisy() -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (300, 300, 3), dtype=np.uint8))


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (b"<html>", ".png"),
        (photo() + b"<script>", ".png"),
        (photo(kind="JPEG"), ".png"),
        (photo(kind="JPEG", comment=b"words"), ".jpg"),
        (photo(kind="JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0"), ".jpg"),
        (encoded(noisy(), "JPEG") + b"PK\x05\x06", ".jpg"),
        (encoded(noisy(), "JPEG") + b"\xff\xd9", ".jpg"),
        (encoded(noisy(), "JPEG")[:-2], ".jpg"),
        (encoded(noisy(), "PNG", exif=Image.Exif().tobytes() or b"Exif\0\0"), ".png"),
        (b"", ".jpg"),
    ],
)
def test_what_has_more_than_pixels_is_not(data: bytes, suffix: str) -> None:
    assert not is_plain(data, suffix)
