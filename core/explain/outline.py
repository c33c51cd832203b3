"""The squares a network looked at, drawn on the photo."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw

_QUALITY = 90
_CHOSEN, _OTHER, _EDGE = "#ffffff", "#c8c8c8", "#202020"
_PER_WIDTH = 160


def outline(
    photo_jpeg: bytes,
    squares: Sequence[Sequence[tuple[float, float]]],
    chosen: int | None,
) -> bytes:
    """Draw squares on a photo, each with a number where there are several.

    Parameters
    ----------
    photo_jpeg : bytes
        The photo.
    squares : sequence of four (x, y)
        Corners in fractions of width and height, clockwise; they may stick out.
    chosen : int or None
        The one to be drawn stronger.

    Returns
    -------
    bytes
        JPEG of the size of the photo.
    """
    with Image.open(BytesIO(photo_jpeg), formats=["JPEG"]) as image:
        photo = image.convert("RGB")
    draw = ImageDraw.Draw(photo)
    thin = max(1, round(max(photo.size) / (2 * _PER_WIDTH)))
    for number, square in enumerate(squares):
        corners = [(x * photo.width, y * photo.height) for x, y in square]
        width = 2 * thin if number == chosen else thin
        path = [*corners, corners[0], corners[1]]
        draw.line(path, fill=_EDGE, width=width + 2 * thin, joint="curve")
        draw.line(path, fill=_CHOSEN if number == chosen else _OTHER, width=width, joint="curve")
        if len(squares) > 1:
            _write_number(draw, corners[0], number + 1, 12 * thin)
    stream = BytesIO()
    photo.save(stream, "JPEG", quality=_QUALITY)
    return stream.getvalue()


def _write_number(
    draw: ImageDraw.ImageDraw, corner: tuple[float, float], number: int, size: int
) -> None:
    place = (corner[0], corner[1] - size)
    draw.text(place, str(number), fill=_CHOSEN, stroke_fill=_EDGE, stroke_width=2, font_size=size)
