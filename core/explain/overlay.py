"""A map laid over its photo, in colours that mean what they look like.

The scale is inferno (van der Walt and Smith, public domain) without its black end: equal steps of
evidence look equally far apart, in print and to colour-blind eyes too, which the usual rainbow
("jet") does not give. What speaks against an answer is blue (ColorBrewer's Blues). Where there is
no evidence the photo shows through unchanged.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_COLD_ANCHORS = ("08306b", "08519c", "2171b5", "4292c6", "6baed6", "9ecae1", "c6dbef", "f7fbff")
_ANCHORS = ("4a0c6b", "781c6d", "a52c60", "cf4446", "ed6925", "fb9b06", "f7d13d", "fcffa4")
_STEPS = 256
_QUALITY = 90


def colour_scale() -> NDArray[np.uint8]:
    """Return the colours from no evidence (dark violet) to the strongest (pale yellow).

    Returns
    -------
    ndarray of uint8, shape (256, 3)
        RGB in 0..255.
    """
    return _between(_ANCHORS)


def _between(colours: Sequence[str]) -> NDArray[np.uint8]:
    anchors = np.array([tuple(bytes.fromhex(colour)) for colour in colours], dtype=np.float64)
    at = np.linspace(0, len(anchors) - 1, _STEPS)
    channels = [np.interp(at, np.arange(len(anchors)), channel) for channel in anchors.T]
    return np.stack(channels, axis=1).round().astype(np.uint8)


_COLOURS, _COLD = colour_scale(), _between(_COLD_ANCHORS)


def encode_map(evidence: NDArray[np.floating]) -> bytes:
    """Return a map as a small grey PNG.

    Parameters
    ----------
    evidence : ndarray of float, shape (h, w)
        In 0..1.

    Returns
    -------
    bytes
        8-bit greyscale PNG, w x h pixels.

    Raises
    ------
    ValueError
        If the shape or a value does not fit.
    """
    if evidence.ndim != 2 or evidence.size == 0:  # noqa: PLR2004 (rows and columns)
        raise ValueError(f"The map has shape {evidence.shape}; expected (h, w).")
    if not (np.isfinite(evidence).all() and evidence.min() >= 0 and evidence.max() <= 1):
        raise ValueError("The map holds values outside 0 to 1.")
    stream = BytesIO()
    Image.fromarray((evidence * 255).round().astype(np.uint8)).save(stream, "PNG")
    return stream.getvalue()


def decode_map(map_png: bytes) -> NDArray[np.float32]:
    """Return the map that `encode_map` made, float32 ``(h, w)`` in steps of 1/255."""
    with Image.open(BytesIO(map_png), formats=["PNG"]) as image:
        return np.asarray(image.convert("L"), dtype=np.float32) / np.float32(255)


def blend(
    photo_jpeg: bytes, map_png: bytes, opacity: float, against_png: bytes | None = None
) -> bytes:
    """Lay a map over a photo.

    Parameters
    ----------
    photo_jpeg : bytes
        The photo, a JPEG.
    map_png : bytes
        From `encode_map`; it covers the whole photo and is stretched to its shape.
    opacity : float
        Of the stronger half of the evidence, 0 (the photo alone) to 1; the weaker half fades out.
    against_png : bytes, optional
        From `encode_map` too: what speaks against it, in blues.

    Returns
    -------
    bytes
        JPEG of the size of the photo.

    Raises
    ------
    ValueError
        If ``opacity`` lies outside 0..1.
    """
    if not 0 <= opacity <= 1:
        raise ValueError(f"The opacity is {opacity}; expected 0 to 1.")
    with Image.open(BytesIO(photo_jpeg), formats=["JPEG"]) as image:
        photo = image.convert("RGB")
    if against_png is not None:
        photo = _covered(photo, against_png, _COLD, opacity)
    stream = BytesIO()
    _covered(photo, map_png, _COLOURS, opacity).save(stream, "JPEG", quality=_QUALITY)
    return stream.getvalue()


def _covered(
    photo: Image.Image, map_png: bytes, colours: NDArray[np.uint8], opacity: float
) -> Image.Image:
    with Image.open(BytesIO(map_png), formats=["PNG"]) as image:
        evidence = image.convert("L").resize(photo.size, Image.Resampling.BICUBIC)
    heat = Image.fromarray(colours[np.asarray(evidence)])
    mask = evidence.point([round(opacity * min(2 * v, 255)) for v in range(_STEPS)])
    return Image.composite(heat, photo, mask)
