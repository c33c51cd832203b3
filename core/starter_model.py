"""The model that comes with Mien: it tells happy from sad faces before any training."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from core.errors import WeightsMissing
from core.runs.run_directory import RunDirectory
from core.workspace import PROJECT

STARTER = PROJECT / "models" / "starter"
"""A folder like that of a finished run, made by ``scripts.train_starter``."""

SEEN = STARTER / "seen.npy"
_BYTES = 18  # 144 bits


def starter_run() -> RunDirectory | None:
    """Return the starter model as a finished training, None if somebody removed it."""
    run = RunDirectory(STARTER)
    return run if run.finished else None


def seen_by_starter() -> NDArray[np.uint8] | None:
    """Return the fingerprints of the photos it learned from, None if the file is gone or damaged.

    See `core.evaluation.fingerprints`.
    """
    try:
        prints: NDArray[np.uint8] = np.load(SEEN, allow_pickle=False)
    except (OSError, ValueError, EOFError, BadZipFile):
        return None
    return prints if prints.dtype == np.uint8 and prints.shape[1:] == (_BYTES,) else None


def starter_weights() -> Path:
    """Return the network that the face network starts from.

    Raises
    ------
    WeightsMissing
        If somebody removed it.
    """
    path = STARTER / "model.keras"
    if not path.is_file():
        raise WeightsMissing(
            f"The starter model {path.name} is missing.",
            f"It belongs into {STARTER}.",
            "Take it from a fresh copy of Mien, or choose to start from scratch under Advanced.",
        )
    return path
