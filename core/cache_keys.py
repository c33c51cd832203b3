"""What a picture, or a part of it, is called in the caches."""

from __future__ import annotations

from collections.abc import Sequence

_PART = "@"


def cache_key(picture_id: str, crop: Sequence[float]) -> str:
    """Return the name of a part of a picture, given by the values of a `core.faces.crop.Crop`."""
    return f"{picture_id}{_PART}{','.join(map(str, crop))}"


def picture_of_key(key: str) -> str:
    """Return the id of the picture that a name in a cache is about."""
    return key.partition(_PART)[0]
