"""What every runtime is asked, and how its answers are written down."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.export.parent import end_with_parent

_WARM = 5


def main(load: Callable[[str], Callable[[Any], Any]], arguments: Sequence[str]) -> None:
    """Ask a model about photos, one after the other.

    Parameters
    ----------
    load : callable
        From the model's path to what answers one photo.
    arguments : sequence of str
        Paths of the model, of the folder with photos (see
        `core.export.checked_photos.CheckedPhotos`), and of the answers to write (``.npz``):
        ``probabilities``, float32 ``(N, K)``, and ``seconds``, float64 ``(N,)``.
    """
    end_with_parent()
    model, folder, answers_file = arguments
    ask = load(model)
    for _ in range(_WARM):
        ask(next(_photos(folder)))
    answers, seconds = [], []
    for photo in _photos(folder):
        began = time.perf_counter()
        answers.append(ask(photo))
        seconds.append(time.perf_counter() - began)
    np.savez(answers_file, probabilities=np.concatenate(answers), seconds=np.array(seconds))


def _photos(folder: str) -> Iterator[Any]:
    """Yield float32 ``(1, S, S, 3)``."""
    for file in sorted(Path(folder).glob("*.npy")):
        for photo in np.load(file, allow_pickle=False):
            yield photo[None].astype(np.float32)
