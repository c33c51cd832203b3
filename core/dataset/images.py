"""Pictures: bytes in, upright pixels out, and back to clean bytes.

Everything a picture passes through on its way to a person's eye or a network is here, so that
training and prediction cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.dataset.decoding import open_upright
from core.dataset.png import plain_png

Pixels = npt.NDArray[np.uint8]

THUMBNAIL_SIDE = 256
LOSSLESS_PIXELS = 256 * 256
KEPT_QUALITY = 95

_PLAIN_PIXELS = 64 * 64
_LONGEST_IN_JPEG = 65_500
_SHOWN_QUALITY = 88
_THUMBNAIL_QUALITY = 85


@dataclass(frozen=True)
class DecodedPicture:
    """A picture as pixels.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (H, W, 3)
        Upright RGB, 0 to 255; not to be written to.
    grey : bool
        Whether all three channels are equal everywhere.
    format : str
        What the file was ("JPEG", "PNG", "HEIF").
    notes : tuple of str
        What a person should know about the decoding.
    """

    pixels: Pixels
    grey: bool
    format: str
    notes: tuple[str, ...]


def read_picture(data: bytes) -> DecodedPicture:
    """Decode a picture completely.

    JPEG, PNG, WebP, GIF, BMP, TIFF, HEIC and AVIF are read; EXIF orientation is applied and all
    other metadata dropped; transparency is laid over white; 16-bit values are scaled to 8 bits.

    Raises
    ------
    PictureRefused
        If the file is empty, over 30 MB or 50 megapixels, under 16 pixels on a side, damaged, or
        not a picture.
    """
    opened = open_upright(data)
    pixels = np.asarray(opened.image)
    if opened.image.mode == "L":
        three = np.broadcast_to(pixels[:, :, np.newaxis], (*pixels.shape, 3))
        return DecodedPicture(three, grey=True, format=opened.format, notes=opened.notes)
    return DecodedPicture(pixels, _is_grey(pixels), opened.format, opened.notes)


def encode_picture(picture: DecodedPicture) -> tuple[bytes, str]:
    """Encode a picture the way it is kept: no metadata, the same bytes every time.

    Up to 256 x 256 pixels it is a lossless PNG, above that a JPEG of quality 95 with full colour
    resolution; a side of over 65,500 pixels, which no JPEG has, makes it a PNG too. Grey pictures
    get a single channel.

    Returns
    -------
    tuple of (bytes, str)
        The file and its ending, ``".png"`` or ``".jpg"``.
    """
    height, width = picture.pixels.shape[:2]
    pixels = picture.pixels[:, :, 0] if picture.grey else picture.pixels
    if height * width <= _PLAIN_PIXELS:
        return plain_png(pixels), ".png"
    image = Image.fromarray(pixels)
    stream = BytesIO()
    if height * width <= LOSSLESS_PIXELS or max(height, width) > _LONGEST_IN_JPEG:
        image.save(stream, "PNG")
        return stream.getvalue(), ".png"
    image.save(stream, "JPEG", quality=KEPT_QUALITY, subsampling=0)
    return stream.getvalue(), ".jpg"


def make_thumbnail(pixels: Pixels) -> bytes:
    """Return a JPEG of at most 256 pixels on its longer side.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (H, W, 3)
        RGB, 0 to 255.
    """
    return _shrunk_jpeg(Image.fromarray(pixels), THUMBNAIL_SIDE, _THUMBNAIL_QUALITY)


@dataclass(frozen=True)
class ReducedPicture:
    """A picture no finer than needed.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (h, w, 3)
        Upright RGB, 0 to 255.
    width, height : int
        Of the whole picture in pixels, upright.
    """

    pixels: Pixels
    width: int
    height: int


def read_reduced(data: bytes, shortest: int) -> ReducedPicture:
    """Decode a picture for looking at it.

    Parameters
    ----------
    data : bytes
        A stored picture or a file as it came.
    shortest : int
        A JPEG is decoded at a half, a quarter or an eighth of its size as long as neither side
        falls below this many pixels.

    Raises
    ------
    PictureRefused
        As `read_picture`.
    """
    opened = open_upright(data, longest=shortest)
    width, height = opened.size
    return ReducedPicture(np.array(opened.image.convert("RGB")), width, height)


def read_for_model(data: bytes, size: int) -> Pixels:
    """Decode a picture to the square a network takes.

    The picture is squashed, not cropped: its aspect is not kept. Bilinear, antialiased. Training,
    prediction and explanation all take pictures from here.

    Parameters
    ----------
    data : bytes
        A stored picture or a file as it came.
    size : int
        Side of the square in pixels.

    Returns
    -------
    ndarray of uint8, shape (size, size, 3)
        Upright RGB, 0 to 255.

    Raises
    ------
    PictureRefused
        As `read_picture`.
    """
    image = open_upright(data, longest=2 * size).image
    resized = image.resize((size, size), Image.Resampling.BILINEAR)
    return np.asarray(resized.convert("RGB"))


def display_jpeg(data: bytes, longest: int = 1024) -> bytes:
    """Return an upright JPEG without metadata, for showing.

    Parameters
    ----------
    data : bytes
        A stored picture or a file as it came.
    longest : int, optional
        Longest side of the result in pixels; smaller pictures keep their size.

    Raises
    ------
    PictureRefused
        As `read_picture`.
    """
    return _shrunk_jpeg(open_upright(data, longest=longest).image, longest, _SHOWN_QUALITY)


def _shrunk_jpeg(image: Image.Image, longest: int, quality: int) -> bytes:
    image = image.copy()
    image.info.clear()
    image.thumbnail((longest, longest), Image.Resampling.BICUBIC, reducing_gap=2.0)
    stream = BytesIO()
    image.save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def _is_grey(pixels: Pixels) -> bool:
    for part in (pixels[::16, ::16], pixels):  # most colour photos show it in one pixel of 256
        red, green, blue = part[..., 0], part[..., 1], part[..., 2]
        if not (np.array_equal(red, green) and np.array_equal(green, blue)):
            return False
    return True
