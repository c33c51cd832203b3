"""A photo of nothing, with which a model is tried before anybody asks it."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from core.dataset.face_itself import ALREADY_FACE

_SIDE = 2 * ALREADY_FACE
"""Large enough that faces are looked for in it."""


def _grey() -> bytes:
    stream = BytesIO()
    Image.new("RGB", (_SIDE, _SIDE), "grey").save(stream, "PNG")
    return stream.getvalue()


TRIAL_PHOTO = _grey()
