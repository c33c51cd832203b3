"""The file a picture is kept as: a clean one as it came, any other encoded anew.

A JPEG loses a little each time it is encoded. One that was kept before and comes back, byte for
byte as it was, therefore stays as it is.
"""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO

import numpy as np
from PIL import Image

from core.dataset.images import (
    KEPT_QUALITY,
    LOSSLESS_PIXELS,
    DecodedPicture,
    encode_picture,
)

_START_OF_FRAME = b"\xff\xc0"
_START_OF_SCAN = b"\xff\xda"
_SIZE_AT = 5  # marker 2, length 2, precision 1; then height 2, width 2
_SIZE_BYTES = 4
_MARKER = re.compile(rb"\xff[^\x00]")
_END = b"\xff\xd9"


def kept_form(data: bytes, picture: DecodedPicture) -> tuple[bytes, str]:
    """Return the file to keep and its ending, ``".png"`` or ``".jpg"``.

    Parameters
    ----------
    data : bytes
        The file as it came.
    picture : DecodedPicture
        What was read from it.
    """
    height, width = picture.pixels.shape[:2]
    if height * width > LOSSLESS_PIXELS and is_kept_jpeg(data):
        return data, ".jpg"
    return encode_picture(picture)


def is_kept_jpeg(data: bytes) -> bool:
    """Return whether a file is a JPEG just as `core.dataset.images.encode_picture` writes it.

    The same tables, no metadata, comments or profiles, one scan, and nothing after its end.
    """
    return any(_is_like(data, head) for head in (_head("RGB"), _head("L")))


def _is_like(data: bytes, head: bytes) -> bool:
    size = head.index(_START_OF_FRAME) + _SIZE_AT
    after = size + _SIZE_BYTES
    same = data[:size] == head[:size] and data[after : len(head)] == head[after:]
    if not same:
        return False
    marker = _MARKER.search(data, len(head))
    return marker is not None and marker.group() == _END and marker.end() == len(data)


@cache
def _head(mode: str) -> bytes:
    """Return everything before the pixels of a kept JPEG."""
    shape = (16, 16, 3) if mode == "RGB" else (16, 16)
    stream = BytesIO()
    image = Image.fromarray(np.zeros(shape, np.uint8))
    image.save(stream, "JPEG", quality=KEPT_QUALITY, subsampling=0)
    data = stream.getvalue()
    scan = data.index(_START_OF_SCAN)
    return data[: scan + 2 + int.from_bytes(data[scan + 2 : scan + 4])]
