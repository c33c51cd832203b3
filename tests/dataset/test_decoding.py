"""What is a photo and what is not."""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.dataset.decoding import open_upright
from core.dataset.images import read_picture
from core.errors import PictureRefused
from core.limits import PHOTO_BYTES
from tests.dataset.making import encoded, photo, pixels


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IEND", b"")


REFUSED = {
    "empty": (b"", "empty"),
    "text": (b"hello, this is no photo", "not a photo"),
    "web page": (b"<!DOCTYPE html><script>alert(1)</script>", "web page"),
    "drawing": (b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "SVG"),
    "document": (b"%PDF-1.4 and so on", "PDF"),
    "cut in half": (photo(kind="JPEG")[: len(photo(kind="JPEG")) // 2], "damaged"),
    "without its end": (photo(kind="JPEG")[:-2], "damaged"),
    "half a png": (photo()[: len(photo()) // 2], "damaged"),
    "huge promise": (png_that_claims(13_000, 13_000), "megapixels"),
    "absurd promise": (png_that_claims(65_500, 65_500), "pixels"),
    "one pixel": (encoded(Image.new("RGB", (1, 1))), "only 1 x 1"),
    "too narrow": (encoded(Image.new("L", (15, 4000))), "only 15 x 4000"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 40 40\n", "not a photo"),
    "measured values": (encoded(Image.new("F", (20, 20)), "TIFF"), "measured values"),
    "too many bytes": (b"\xff\xd8\xff" + bytes(PHOTO_BYTES), "30 MB"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_whole_photo_is_refused_with_its_reason(case: str) -> None:
    data, reason = REFUSED[case]
    with pytest.raises(PictureRefused, match=reason):
        open_upright(data)


def test_a_png_with_a_wrong_checksum_is_damaged() -> None:
    data = bytearray(photo())
    data[data.index(b"IDAT") + 6] ^= 0xFF
    with pytest.raises(PictureRefused, match="damaged"):
        open_upright(bytes(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"])
def test_every_promised_format_is_read(kind: str) -> None:
    assert read_picture(photo(kind=kind)).pixels.shape == (20, 24, 3)


def test_an_iphone_photo_is_read() -> None:
    from pillow_heif import from_pillow

    stream = BytesIO()
    from_pillow(Image.fromarray(pixels(1, 64, 48))).save(stream, quality=95)
    picture = read_picture(stream.getvalue())
    assert picture.format == "HEIF"
    assert np.abs(picture.pixels.astype(int) - pixels(1, 64, 48)).mean() < 8


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_ends_upright(orientation: int) -> None:
    turned = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the inverse of what the tag asks for
    scene = Image.fromarray(pixels())
    stored = scene if orientation == 1 else scene.transpose(Image.Transpose(turned[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert np.array_equal(read_picture(encoded(stored, exif=exif)).pixels, pixels())


def test_an_impossible_orientation_is_ignored() -> None:
    exif = Image.Exif()
    exif[0x0112] = 99
    assert np.array_equal(read_picture(photo(exif=exif)).pixels, pixels())


def test_a_broken_exif_block_does_not_cost_the_photo() -> None:
    data = photo(kind="JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    assert read_picture(data).pixels.shape == (20, 24, 3)


def test_transparent_becomes_white() -> None:
    clear = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    assert read_picture(encoded(clear)).pixels.min() == 255


@pytest.mark.parametrize("mode", ["P", "LA", "1", "L"])
def test_other_colour_models_keep_the_brightness(mode: str) -> None:
    image = Image.fromarray(pixels()).convert(mode)
    expected = np.asarray(image.convert("RGB")).mean()
    assert abs(read_picture(encoded(image)).pixels.mean() - expected) < 1


def test_transparent_palettes_become_white() -> None:
    image = Image.new("P", (20, 20), 3)
    image.putpalette([10, 20, 30] * 8)
    assert read_picture(encoded(image, "GIF", transparency=3)).pixels.min() == 255


def test_sixteen_bits_are_scaled_not_cut_off() -> None:
    image = Image.fromarray(np.full((20, 20), 30_000, dtype=np.uint16))
    assert np.all(read_picture(encoded(image)).pixels == round(30_000 / 65_535 * 255))


def test_printing_colours_are_converted() -> None:
    image = Image.fromarray(pixels(2))
    picture = read_picture(encoded(image.convert("CMYK"), "JPEG", quality=95))
    assert np.abs(picture.pixels.mean(axis=(0, 1)) - pixels(2).mean(axis=(0, 1))).max() < 10


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_of_an_animation_the_first_picture_is_used_and_said(kind: str) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("white", "black", "red")]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    picture = read_picture(data)
    assert picture.pixels.min() == 255
    assert "animation" in picture.notes[0]


def test_of_several_pages_the_first_is_used_and_said() -> None:
    pages = [Image.new("RGB", (20, 20), colour) for colour in ("white", "black")]
    picture = read_picture(encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    assert picture.pixels.min() == 255
    assert "pages" in picture.notes[0]


def test_a_phone_photo_with_a_second_picture_inside_is_no_animation() -> None:
    image = Image.fromarray(pixels())
    data = encoded(image, "MPO", save_all=True, append_images=[image])
    assert read_picture(data).notes == ()


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"]),
    cut=st.floats(0, 1),
    changes=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=6),
)
def test_broken_bytes_are_a_photo_or_a_refusal_never_a_crash(
    kind: str, cut: float, changes: list[tuple[float, int]]
) -> None:
    data = bytearray(photo(kind=kind))
    for place, value in changes:
        data[int(place * len(data))] = value
    with suppress(PictureRefused):
        opened = open_upright(bytes(data[: int(cut * len(data))]))
        assert opened.image.mode in ("L", "RGB")
