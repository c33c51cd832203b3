"""What every runtime is asked, and how its answers are written down."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

_WARM = 5


def main(load: Callable[[str], Callable[[Any], Any]], arguments: Sequence[str]) -> None:
    """Ask a model about photos, one after the other.

    Parameters
    ----------
    load : callable
        From the model's path to what answers one photo.
    arguments : sequence of str
        Paths of the model, of the photos (``.npy``, uint8 ``(N, S, S, 3)``), and of the answers to
        write (``.npz``): ``probabilities``, float32 ``(N, K)``, and ``seconds``, float64 ``(N,)``.
    """
    model, photos_file, answers_file = arguments
    ask = load(model)
    photos = np.load(photos_file, allow_pickle=False)
    for photo in photos[:_WARM]:
        ask(photo[None].astype(np.float32))
    answers, seconds = [], []
    for photo in photos:
        one = photo[None].astype(np.float32)
        began = time.perf_counter()
        answers.append(ask(one))
        seconds.append(time.perf_counter() - began)
    np.savez(answers_file, probabilities=np.concatenate(answers), seconds=np.array(seconds))
