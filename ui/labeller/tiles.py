"""Photos as the labeller takes them: what is known about each, and its picture as a data URL.

The pictures travel with the answer that brings them, so that nobody who has not opened the page
can ask for them by an address, and none is missing after the app was started anew.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from core.dataset.records import PictureRecord
from core.errors import CoreError
from ui import cache_computed, left_out
from ui.text import bare

_MIME = {".png": "image/png", ".jpg": "image/jpeg"}
_GONE = "data:image/svg+xml;base64," + b64encode(
    b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 96 96'><rect width='96' height='96' "
    b"fill='#888'/><text x='48' y='44' font-size='13' text-anchor='middle' fill='#fff'>The file"
    b"</text><text x='48' y='62' font-size='13' text-anchor='middle' fill='#fff'>is gone</text>"
    b"</svg>"
).decode("ascii")


def standing(record: PictureRecord) -> dict[str, Any]:
    """Return what decisions change about a photo, JSON-ready."""
    return {
        "id": record.id,
        "label": None if record.label is None else bare(record.label),
        "mark": record.mark,
        "binned": record.binned,
        "version": record.label_version,
    }


def tile(record: PictureRecord) -> dict[str, Any]:
    """Return a photo with its thumbnail, JSON-ready."""
    facts = {
        "name": bare(record.name),
        "width": record.width,
        "height": record.height,
        "thumb": thumb(record),
        "harm": left_out.words(record),
    }
    return standing(record) | facts


def thumb(record: PictureRecord) -> str:
    """Return a photo's thumbnail as a data URL; a picture that says so where its file is gone."""
    try:
        return _url(
            cache_computed.small_picture(record), ".jpg" if _is_large(record) else record.suffix
        )
    except CoreError:
        return _GONE


def large(record: PictureRecord) -> str:
    """Return a photo as a data URL, fine enough for a screen."""
    try:
        return _url(*cache_computed.large_picture(record))
    except CoreError:
        return _GONE


def thumbs(records: Sequence[PictureRecord]) -> dict[str, str]:
    """Return thumbnails by id."""
    return {record.id: thumb(record) for record in records}


def _is_large(record: PictureRecord) -> bool:
    return max(record.width, record.height) > cache_computed.THUMBNAIL_SIDE


def _url(data: bytes, suffix: str) -> str:
    return f"data:{_MIME[suffix]};base64,{b64encode(data).decode('ascii')}"
