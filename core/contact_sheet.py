"""A contact sheet: small pictures in rows with a line or two below each, as PDF."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

_DPI = 150
_PAGE = (1240, 1754)
"""A4 upright at 150 dots an inch."""

_COLUMNS, _ROWS = 5, 6
_MARGIN, _TOP = 60, 100
_TILE, _GAP = 190, 42
_TITLE, _TEXT = 34, 18
_QUALITY = 85
_NO_LETTER = "\uffff"
"""Never a letter, so that every font draws its box for unknown ones."""

_NOTE = (
    "Letters this sheet cannot write stand without their accents, or as a question mark. The list "
    "(CSV) has them all."
)


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
    """Return a PDF with thirty pictures a page; one page at a time is held as pixels.

    Pillow's built-in font knows hardly more than English letters. Others are written without their
    accents, or else as question marks; a page where that happened says so at its foot.

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
    pages = -(-len(tiles) // per_page)
    stream = BytesIO()
    for number in range(pages):
        part = tiles[number * per_page : (number + 1) * per_page]
        page = _page(f"{title}, page {number + 1} of {pages}", part)
        page.save(stream, "PDF", append=number > 0, resolution=_DPI, quality=_QUALITY, title=title)
    return stream.getvalue()


def writable(text: str) -> str:
    """Return a text in letters that the built-in font has.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The same where the font has every letter. A letter that it lacks is written without accents,
        by Unicode's compatible decomposition, and "?" stands for what is left that it lacks.
    """
    return "".join(_written(letter) for letter in unicodedata.normalize("NFC", text))


def _written(letter: str) -> str:
    if _is_known(letter):
        return letter
    parts = unicodedata.normalize("NFKD", letter)
    plain = [each for each in parts if not unicodedata.combining(each)]
    return "".join(each if _is_known(each) else "?" for each in plain)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


@cache
def _is_known(letter: str) -> bool:
    """Return whether the font draws something else than its box for unknown letters."""
    if not letter.isprintable():
        return False
    font = _font(_TEXT)
    drawn, box = font.getmask(letter), font.getmask(_NO_LETTER)
    return drawn.size != box.size or bytes(drawn) != bytes(box)


def _page(title: str, tiles: Sequence[Tile]) -> Image.Image:
    page = Image.new("RGB", _PAGE, "white")
    draw = ImageDraw.Draw(page)
    draw.text((_MARGIN, _MARGIN // 2), _fitting(title, 70), "black", _font(_TITLE))
    row_height = (_PAGE[1] - _TOP - _MARGIN) // _ROWS
    for number, tile in enumerate(tiles):
        row, column = divmod(number, _COLUMNS)
        _place(page, draw, tile, _MARGIN + column * (_TILE + _GAP), _TOP + row * row_height)
    if any(text != writable(text) for text in (title, *(x for tile in tiles for x in tile.lines))):
        draw.text((_MARGIN, _PAGE[1] - _MARGIN + 24), _NOTE, "#555555", _font(_TEXT))
    return page


def _place(page: Image.Image, draw: ImageDraw.ImageDraw, tile: Tile, x: int, y: int) -> None:
    picture = _opened(tile.picture)
    page.paste(picture, (x + (_TILE - picture.width) // 2, y))
    for number, line in enumerate(tile.lines):
        place = (x, y + _TILE + 2 + number * (_TEXT + 1))
        draw.text(place, _fitting(line, 21), "black", _font(_TEXT))


def _opened(data: bytes) -> Image.Image:
    if not data:
        return Image.new("RGB", (_TILE, _TILE), "#dddddd")
    with Image.open(BytesIO(data), formats=["JPEG", "PNG"]) as image:
        picture = image.convert("RGB")
    scale = _TILE / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.BICUBIC)


def _fitting(text: str, longest: int) -> str:
    shown = writable(text)
    return shown if len(shown) <= longest else f"{shown[: longest - 3]}..."
