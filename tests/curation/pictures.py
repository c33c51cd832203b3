"""Pictures that differ from each other, and what copies of pictures go through."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image

from core.curation.duplicates import SIDE

CHANGES = ("mirror", "crop", "resize", "jpeg", "rotate")


def scene(seed: int, side: int = 96) -> Image.Image:
    """Return soft random shapes with some detail."""
    random = np.random.default_rng(seed)
    image = Image.fromarray(random.integers(0, 256, (7, 7), dtype=np.uint8))
    detail = random.normal(0, 12, (side, side))
    soft = np.asarray(image.resize((side, side), Image.Resampling.BICUBIC), float)
    return Image.fromarray(np.clip(soft + detail, 0, 255).astype(np.uint8))


def changed(image: Image.Image, change: str) -> Image.Image:
    """Return the picture as it may come a second time."""
    width, height = image.size
    if change == "mirror":
        return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if change == "crop":
        return image.crop((round(0.06 * width), round(0.02 * height), round(0.96 * width), height))
    if change == "resize":
        return image.resize((width // 2, height // 2), Image.Resampling.BICUBIC)
    if change == "jpeg":
        stream = BytesIO()
        image.save(stream, "JPEG", quality=40)
        return Image.open(stream)
    return image.rotate(4, Image.Resampling.BICUBIC)


def greys(images: list[Image.Image]) -> np.ndarray:
    """Return pictures as `core.curation.duplicates` takes them."""
    small = [each.resize((SIDE, SIDE), Image.Resampling.BILINEAR) for each in images]
    return np.stack([np.asarray(each) for each in small])
