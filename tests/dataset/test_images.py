"""Pictures on their way in and out."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from core.dataset.images import (
    DecodedPicture,
    display_jpeg,
    encode_picture,
    make_thumbnail,
    read_for_model,
    read_picture,
    read_reduced,
)
from tests.dataset.making import encoded, photo, pixels


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def picture(height: int, width: int, *, grey: bool = False) -> DecodedPicture:
    values = pixels(0, height, width)
    if grey:
        values = np.repeat(values[:, :, :1], 3, axis=2)
    return DecodedPicture(values, grey, "PNG", ())


def test_small_pictures_are_kept_without_loss() -> None:
    data, suffix = encode_picture(picture(256, 256))
    assert suffix == ".png"
    assert np.array_equal(read_picture(data).pixels, pixels(0, 256, 256))


def test_large_pictures_are_kept_as_fine_jpeg() -> None:
    data, suffix = encode_picture(picture(257, 256))
    assert suffix == ".jpg"
    assert np.abs(read_picture(data).pixels.astype(int) - pixels(0, 257, 256)).max() < 12


@pytest.mark.parametrize("shape", [(16, 65_501), (65_501, 16)], ids=str)
def test_a_side_no_jpeg_can_have_is_kept_too(shape: tuple[int, int]) -> None:
    data, suffix = encode_picture(picture(*shape))
    assert suffix == ".png"
    assert read_picture(data).pixels.shape[:2] == shape


@pytest.mark.parametrize("side", [32, 400])
def test_grey_pictures_get_one_channel(side: int) -> None:
    assert opened(encode_picture(picture(side, side, grey=True))[0]).mode == "L"


def test_keeping_a_kept_picture_changes_nothing() -> None:
    once, _ = encode_picture(read_picture(photo(kind="BMP")))
    again, _ = encode_picture(read_picture(once))
    assert again == once


def test_grey_is_seen_in_pixels_not_in_the_file_mode() -> None:
    grey = Image.fromarray(pixels()).convert("L").convert("RGB")
    assert read_picture(encoded(grey)).grey
    assert not read_picture(photo()).grey


def test_one_coloured_pixel_makes_a_colour_picture() -> None:
    values = np.full((40, 40, 3), 90, dtype=np.uint8)
    values[5, 7] = (90, 91, 90)
    assert not read_picture(encoded(Image.fromarray(values))).grey


@pytest.mark.parametrize("side", [100, 700])
def test_nothing_private_is_kept_or_shown(side: int) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(0x8825)[29] = "SECRET-PLACE"
    source = Image.fromarray(pixels(0, side, side))
    data = encoded(source, "JPEG", exif=exif, icc_profile=b"SECRET-ICC", comment=b"SECRET-NOTE")
    assert b"SECRET" in data
    decoded = read_picture(data)
    kept = encode_picture(decoded)[0] + make_thumbnail(decoded.pixels) + display_jpeg(data)
    assert b"SECRET" not in kept


def test_what_hides_behind_a_photo_is_not_kept() -> None:
    kept, _ = encode_picture(read_picture(photo(kind="JPEG") + b"PK\x03\x04<script>"))
    assert b"<script>" not in kept


@pytest.mark.parametrize(("height", "width"), [(1000, 300), (300, 1000), (40, 20)])
def test_thumbnails_fit_in_256_pixels_and_never_grow(height: int, width: int) -> None:
    size = opened(make_thumbnail(pixels(0, height, width))).size
    scale = min(1, 256 / max(height, width))
    assert size == (round(width * scale), round(height * scale))


def test_the_model_sees_a_squashed_square() -> None:
    values = read_for_model(encoded(Image.fromarray(pixels(0, 60, 240))), 48)
    assert values.shape == (48, 48, 3)
    assert values.dtype == np.uint8
    expected = Image.fromarray(pixels(0, 60, 240)).resize((48, 48), Image.Resampling.BILINEAR)
    assert np.array_equal(values, np.asarray(expected))


def test_shrinking_for_the_model_averages_instead_of_picking_pixels() -> None:
    stripes = np.zeros((512, 512), dtype=np.uint8)
    stripes[:, ::2] = 255
    values = read_for_model(encoded(Image.fromarray(stripes)), 64)
    assert np.abs(values.astype(int) - 127).max() < 10


def test_a_large_photo_is_decoded_smaller_but_looks_the_same_to_the_model() -> None:
    detail = Image.fromarray(np.random.default_rng(0).integers(0, 256, (150, 200), dtype=np.uint8))
    data = encoded(detail.resize((2000, 1500), Image.Resampling.BICUBIC), "JPEG", quality=95)
    whole = opened(data).resize((96, 96), Image.Resampling.BILINEAR).convert("RGB")
    difference = read_for_model(data, 96).astype(int) - np.asarray(whole)
    assert np.abs(difference).max() <= 6


def test_the_model_sees_the_same_of_a_photo_and_of_its_kept_copy() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(Image.fromarray(pixels(3, 900, 1200)), "JPEG", quality=95, exif=exif)
    kept, _ = encode_picture(read_picture(data))
    difference = read_for_model(data, 96).astype(int) - read_for_model(kept, 96)
    assert np.abs(difference).max() < 12


def test_photos_are_shown_upright_and_within_the_asked_size() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    shown = opened(display_jpeg(encoded(Image.new("RGB", (1200, 800)), "JPEG", exif=exif), 600))
    assert shown.size == (400, 600)
    assert not shown.getexif()


@pytest.mark.parametrize("turned", [False, True])
def test_a_reduced_picture_knows_its_whole_size(*, turned: bool) -> None:
    image = Image.fromarray(pixels(0, 1203, 1601))
    exif = image.getexif()
    exif[0x0112] = 6 if turned else 1
    reduced = read_reduced(encoded(image, "JPEG", exif=exif), 480)
    assert (reduced.width, reduced.height) == ((1203, 1601) if turned else (1601, 1203))
    assert 480 <= min(reduced.pixels.shape[:2]) < 1203
    assert (reduced.pixels.shape[0] > reduced.pixels.shape[1]) is turned
