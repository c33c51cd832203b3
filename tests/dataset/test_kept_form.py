"""Which files are kept as they came."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image

from core.dataset.images import encode_picture, read_picture
from core.dataset.kept_form import is_kept_jpeg, kept_form
from tests.dataset.making import encoded, pixels

LARGE = Image.fromarray(pixels(1, 300, 400))


def kept(image: Image.Image) -> bytes:
    return encode_picture(read_picture(encoded(image)))[0]


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_kept_photo_stays_byte_for_byte(mode: str) -> None:
    data = kept(LARGE.convert(mode))
    assert kept_form(data, read_picture(data)) == (data, ".jpg")


def test_encoding_it_anew_would_have_changed_it() -> None:
    data = kept(LARGE)
    assert encode_picture(read_picture(data))[0] != data


EXIF = b"\xff\xe1\x00\x08Exif\x00\x00"
CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "metadata": lambda data: data[:20] + EXIF + data[20:],
    "a comment between the pixels": lambda data: data[:-2] + b"\xff\xfe\x00\x04hi" + data[-2:],
    "something after the end": lambda data: data + b"hidden",
    "no end": lambda data: data[:-2],
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_with_anything_else_in_it_is_encoded_anew(change: str) -> None:
    assert is_kept_jpeg(kept(LARGE))
    assert not is_kept_jpeg(CHANGES[change](kept(LARGE)))


@pytest.mark.parametrize("settings", [{"quality": 94}, {"quality": 95, "subsampling": 2}])
def test_a_jpeg_of_another_making_is_encoded_anew(settings: dict[str, int]) -> None:
    assert not is_kept_jpeg(encoded(LARGE, "JPEG", **settings))


def test_a_small_jpeg_becomes_a_lossless_file() -> None:
    data = encoded(Image.fromarray(pixels(2, 100, 100)), "JPEG", quality=95, subsampling=0)
    assert is_kept_jpeg(data)
    assert kept_form(data, read_picture(data))[1] == ".png"
