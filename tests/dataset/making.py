"""Small pictures and archives, made on the spot."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core.dataset.store import DatasetStore


def pixels(seed: int = 0, height: int = 20, width: int = 24) -> np.ndarray[Any, Any]:
    """Return smooth colours, different for every seed."""
    small = np.random.default_rng(seed).integers(0, 256, (3, 3, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC))


def encoded(image: Image.Image, kind: str = "PNG", **settings: Any) -> bytes:
    """Return a picture as a file of some format."""
    stream = BytesIO()
    image.save(stream, kind, **settings)
    return stream.getvalue()


def photo(seed: int = 0, kind: str = "PNG", **settings: Any) -> bytes:
    """Return a small photo, a different one for every seed."""
    return encoded(Image.fromarray(pixels(seed)), kind, **settings)


def zip_of(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write a zip and return its path."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def happy_and_sad(path: Path, each: int = 3) -> Path:
    """Write a zip with some photos of two classes and return its path."""
    happy = {f"happy/{seed}.png": photo(seed) for seed in range(each)}
    sad = {f"sad/{seed}.png": photo(10_000 + seed) for seed in range(each)}
    return zip_of(path, happy | sad)


def wait_until(happened: Callable[[], bool], *, seconds: float = 60) -> None:
    """Wait for something another process does, a minute at most unless told otherwise."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


def labels_by_name(store: DatasetStore) -> dict[str, str | None]:
    """Return the label of every picture in use by its file name."""
    return {record.name: record.label for record in store.pictures(limit=10_000)}
