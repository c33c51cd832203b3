"""A contact sheet: small pictures in rows with a line or two below each, as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

_DPI = 150
_PAGE = (1240, 1754)
"""A4 upright at 150 dots an inch."""

_COLUMNS, _ROWS = 5, 6
_MARGIN, _TOP = 60, 120
_TILE, _GAP = 200, 24
_TITLE, _TEXT = 34, 20
_QUALITY = 85


@dataclass(frozen=True)
class Tile:
    """One picture of a sheet.

    Parameters
    ----------
    picture : bytes
        Encoded; empty for a grey square.
    lines : tuple of str
        Written below, cut to the width of the tile.
    """

    picture: bytes
    lines: tuple[str, ...]


def contact_sheet(title: str, tiles: Sequence[Tile]) -> bytes:
    """Return a PDF with thirty pictures a page.

    Parameters
    ----------
    title : str
        Written at the top of every page with its number.
    tiles : sequence of Tile
        At least one, in order.

    Returns
    -------
    bytes
        PDF, A4 upright.
    """
    per_page = _COLUMNS * _ROWS
    parts = [tiles[at : at + per_page] for at in range(0, len(tiles), per_page)]
    pages = [_page(f"{title}, page {n} of {len(parts)}", part) for n, part in enumerate(parts, 1)]
    stream = BytesIO()
    pages[0].save(
        stream,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=_DPI,
        quality=_QUALITY,
        title=title,
    )
    return stream.getvalue()


def _page(title: str, tiles: Sequence[Tile]) -> Image.Image:
    page = Image.new("RGB", _PAGE, "white")
    draw = ImageDraw.Draw(page)
    draw.text((_MARGIN, _MARGIN // 2), _fitting(title, 70), "black", ImageFont.load_default(_TITLE))
    row_height = (_PAGE[1] - _TOP - _MARGIN) // _ROWS
    for number, tile in enumerate(tiles):
        row, column = divmod(number, _COLUMNS)
        _place(page, draw, tile, _MARGIN + column * (_TILE + _GAP), _TOP + row * row_height)
    return page


def _place(page: Image.Image, draw: ImageDraw.ImageDraw, tile: Tile, x: int, y: int) -> None:
    picture = _opened(tile.picture)
    page.paste(picture, (x + (_TILE - picture.width) // 2, y))
    font = ImageFont.load_default(_TEXT)
    for number, line in enumerate(tile.lines):
        place = (x, y + _TILE + 4 + number * (_TEXT + 3))
        draw.text(place, _fitting(line, 19), "black", font)


def _opened(data: bytes) -> Image.Image:
    if not data:
        return Image.new("RGB", (_TILE, _TILE), "#dddddd")
    with Image.open(BytesIO(data), formats=["JPEG", "PNG"]) as image:
        picture = image.convert("RGB")
    scale = _TILE / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.BICUBIC)


def _fitting(text: str, longest: int) -> str:
    """Return a text that fits and that the built-in font can write."""
    shown = "".join(each if each.isprintable() else "?" for each in text)
    return shown if len(shown) <= longest else f"{shown[: longest - 3]}..."
