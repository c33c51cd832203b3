"""Three drawn pictures, and what the app says about them, for a bundle to test itself with."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core import inference
from core.dataset.face_itself import ALREADY_FACE
from core.dataset.starter import draw_face
from core.errors import PictureRefused

_FACES = ((11, "happy"), (12, "sad"), (13, "happy"), (14, "sad"))
_TOGETHER = 480
_GROUND = 200


def golden_pictures(*, with_finder: bool) -> dict[str, bytes]:
    """Return three pictures as PNG, by file name.

    Parameters
    ----------
    with_finder : bool
        Whether the bundle finds faces. Without a finder the pictures are so small that none is
        looked for.
    """
    drawn = [Image.fromarray(draw_face(seed, expression)) for seed, expression in _FACES]
    pictures = [*drawn[:2], _together(drawn[2:])]
    if not with_finder:
        pictures = [each.resize((ALREADY_FACE, ALREADY_FACE)) for each in pictures]
    return {f"picture-{number}.png": _png(each) for number, each in enumerate(pictures, 1)}


def expected_answers(run: Path, pictures: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Return what the app says about pictures, ready for JSON.

    Parameters
    ----------
    run : Path
        Folder of a finished run.
    pictures : mapping of str to bytes
        By file name.

    Returns
    -------
    list of dict
        ``file``, ``says``, ``faces`` and ``probabilities`` of each.

    Raises
    ------
    CoreError
        If the run's model is missing or damaged.
    """
    answers = []
    told = inference.shared().predict(run, list(pictures.values()))
    for name, each in zip(pictures, told, strict=True):
        if isinstance(each, PictureRefused):
            raise each
        answers.append(
            {
                "file": name,
                "says": each.said.headline(),
                "faces": each.faces,
                "probabilities": each.probabilities,
            }
        )
    return answers


def _together(drawn: list[Image.Image]) -> Image.Image:
    """Return two faces of different sizes in one wide picture."""
    canvas = np.full((_TOGETHER * 3 // 4, _TOGETHER, 3), _GROUND, np.uint8)
    scene = Image.fromarray(canvas)
    larger, smaller = drawn
    scene.paste(larger.resize((220, 220), Image.Resampling.BICUBIC), (20, 80))
    scene.paste(smaller.resize((150, 150), Image.Resampling.BICUBIC), (290, 60))
    return scene


def _png(image: Image.Image) -> bytes:
    stream = BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()
