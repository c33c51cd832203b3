"""A photo of nothing, with which a model is tried before anybody asks it."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

_SIDE = 64


def _grey() -> bytes:
    stream = BytesIO()
    Image.new("RGB", (_SIDE, _SIDE), "grey").save(stream, "PNG")
    return stream.getvalue()


TRIAL_PHOTO = _grey()
