"""Bytes a person brought, opened safely: allowed formats, limits, upright, one colour model.

Only formats on the allow-list are tried, sizes are read from the header before any pixel is
decoded, and a file counts as intact only when every pixel of it could be decoded.
"""

from __future__ import annotations

import struct
import warnings
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

import numpy as np
from PIL import Image, UnidentifiedImageError

from core.errors import PictureRefused
from core.limits import PHOTO_BYTES, PHOTO_FORMATS, PHOTO_PIXELS, PHOTO_SIDE

_HEIF, _PNG = "HEIF", "PNG"
_PNG_END = b"IEND\xaeB`\x82"
_FORMATS = tuple(name for name in PHOTO_FORMATS if name != _HEIF)
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_ORIENTATION_TAG = 0x0112
_WHITE = (255, 255, 255, 255)
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_EXIF_TROUBLE = (OSError, SyntaxError, ValueError, TypeError, KeyError, struct.error)

# Pillow alone would only warn about a picture of 180 megapixels; our own limit is checked first.
Image.MAX_IMAGE_PIXELS = PHOTO_PIXELS
warnings.simplefilter("ignore", Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Opened:
    """A decoded picture on its way to an array.

    Parameters
    ----------
    image : PIL.Image.Image
        Upright, mode ``L`` or ``RGB``.
    format : str
        What the file was, in Pillow's words ("JPEG", "HEIF").
    notes : tuple of str
        What a person should know ("animation: the first picture was used").
    size : tuple of int
        Width and height of the whole picture, upright, in pixels; ``image`` may be smaller.
    """

    image: Image.Image
    format: str
    notes: tuple[str, ...]
    size: tuple[int, int]


def open_upright(data: bytes, longest: int | None = None) -> Opened:
    """Decode a picture, turn it upright and bring it to ``L`` or ``RGB``.

    Parameters
    ----------
    data : bytes
        The file as it came.
    longest : int, optional
        If given, a JPEG may be decoded at a half, a quarter or an eighth of its size, as long as
        neither side falls below this many pixels.

    Raises
    ------
    PictureRefused
        If the file is empty, too large, too small, damaged or not a picture.
    """
    _check_bytes(data)
    try:
        image = _open(data)
        _check_size(image.size)
        name, (width, height) = image.format or "picture", image.size
        notes = _notes(image)
        if longest is not None:
            image.draft(None, (longest, longest))
        image.load()
        _check_end(name, data)
        upright = _upright(_plain_colours(image), image)
        size = (width, height) if upright.size == image.size else (height, width)
        return Opened(upright, name, notes, size)
    except PictureRefused:
        raise
    except Exception as error:  # damaged bytes make Pillow raise nearly anything
        raise _refusal(data, error) from error


def _check_bytes(data: bytes) -> None:
    if not data:
        raise PictureRefused("The file is empty.")
    if len(data) > PHOTO_BYTES:
        raise PictureRefused(
            f"The file has {len(data) / 1e6:.0f} MB.",
            f"At most {PHOTO_BYTES / 1e6:.0f} MB fit.",
            "Save a smaller copy of the photo and add that.",
        )


def _open(data: bytes) -> Image.Image:
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        _register_heif()
        return Image.open(BytesIO(data), formats=(_HEIF,))
    return Image.open(BytesIO(data), formats=_FORMATS)


@lru_cache(maxsize=1)
def _register_heif() -> None:
    try:
        from pillow_heif import register_heif_opener  # noqa: PLC0415 - few photos need it
    except ImportError as missing:  # in a bundle, which asks for as little as it can
        raise PictureRefused(
            "This is a HEIC photo, and what opens those is not installed here.",
            advice="Save it as JPEG.",
        ) from missing
    register_heif_opener(thumbnails=False)


def _check_size(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > PHOTO_PIXELS:
        raise _too_many_pixels(f"The photo has {width * height / 1e6:.0f} megapixels.")
    if min(size) < PHOTO_SIDE:
        raise PictureRefused(
            f"The picture is only {width} x {height} pixels.",
            f"Each side needs at least {PHOTO_SIDE}.",
        )


def _too_many_pixels(came: str) -> PictureRefused:
    return PictureRefused(
        came,
        f"At most {PHOTO_PIXELS / 1e6:.0f} megapixels fit.",
        "Save a smaller copy of the photo and add that.",
    )


def _check_end(name: str, data: bytes) -> None:
    if name == _PNG and _PNG_END not in data:  # Pillow does not miss it
        raise _damaged()


def _notes(image: Image.Image) -> tuple[str, ...]:
    several = bool(getattr(image, "is_animated", False))
    if not several or image.format in ("MPO", "HEIF"):  # phones keep a depth picture beside
        return ()
    if image.format == "TIFF":
        return ("several pages: the first one was used",)
    return ("animation: the first picture was used",)


def _plain_colours(image: Image.Image) -> Image.Image:
    if image.mode in ("L", "RGB") and "transparency" not in image.info:
        return image
    if image.mode.startswith("I;16"):
        return _scaled_16_bit(image)
    if image.mode in ("I", "F"):
        raise PictureRefused(
            "The picture holds measured values, not the brightness of a photo.",
            "Photos have 8 or 16 bits per channel.",
            "Save it as PNG or JPEG.",
        )
    if image.mode == "1":
        return image.convert("L")
    if image.has_transparency_data:
        return _over_white(image.convert("RGBA"))
    return image.convert("RGB")


def _scaled_16_bit(image: Image.Image) -> Image.Image:
    values = np.asarray(image).astype(np.uint32)
    return Image.fromarray(((values * 255 + 32767) // 65535).astype(np.uint8))


def _over_white(image: Image.Image) -> Image.Image:
    ground = Image.new("RGBA", image.size, _WHITE)
    return Image.alpha_composite(ground, image).convert("RGB")


def _upright(image: Image.Image, original: Image.Image) -> Image.Image:
    try:
        turn = _UPRIGHT.get(original.getexif().get(_ORIENTATION_TAG, 1))
    except _EXIF_TROUBLE:
        return image  # a photo with a broken note about its side is still a photo
    return image if turn is None else image.transpose(turn)


def _refusal(data: bytes, error: Exception) -> PictureRefused:
    if isinstance(error, Image.DecompressionBombError):
        return _too_many_pixels("The photo has far more pixels than a photo has.")
    if isinstance(error, MemoryError):
        return PictureRefused("The picture needs more memory than there is.")
    if isinstance(error, UnidentifiedImageError) and not _looks_like_picture(data):
        return PictureRefused(
            _what_it_is(data), "Photos are JPEG, PNG, WebP, HEIC, AVIF, GIF, BMP, TIFF."
        )
    return _damaged()


def _damaged() -> PictureRefused:
    return PictureRefused(
        "The picture is damaged or incomplete.", advice="Copy it again from where it came from."
    )


def _looks_like_picture(data: bytes) -> bool:
    starts = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*")
    return data.startswith(starts) or data[8:12] == b"WEBP" or data[4:8] == b"ftyp"


def _what_it_is(data: bytes) -> str:
    head = data[:512].lstrip().lower()
    if b"<svg" in head:
        return "This is an SVG drawing, not a photo."
    if head.startswith((b"<!doctype", b"<html")):
        return "This is a web page, not a photo."
    if head.startswith(b"%pdf"):
        return "This is a PDF document, not a photo."
    return "This is not a photo."
