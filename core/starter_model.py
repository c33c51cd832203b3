"""The model that comes with Mien: it tells happy from sad faces before any training."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from core.errors import WeightsMissing
from core.files import read_json, sha256_file
from core.runs.run_directory import RunDirectory
from core.workspace import PROJECT

STARTER = PROJECT / "models" / "starter"
"""A folder like that of a finished run, made by ``scripts.train_starter``."""

SEEN = STARTER / "seen.npy"
_BYTES = 18  # 144 bits


_ADVICE = "Take it from a fresh copy of Mien, or choose to start from scratch under Advanced."


class StarterRun(RunDirectory):
    """The starter model, seen as a finished training; nobody's own."""

    def verify(self) -> None:
        """Check the network alone: nothing else in the folder is needed to answer.

        Raises
        ------
        WeightsMissing
            If it is missing or damaged.
        """
        name = self.model.name
        if not self.model.is_file():
            raise _gone(self, f"The starter model {name} is missing.")
        if sha256_file(self.model) != _hash(self):
            raise _gone(self, f"The starter model {name} is damaged.")


def starter_run() -> StarterRun | None:
    """Return the starter model as a finished training, None if somebody removed it."""
    run = StarterRun(STARTER)
    return run if run.finished else None


def whole_starter() -> StarterRun:
    """Return the starter model as a finished training, its network checked.

    Raises
    ------
    WeightsMissing
        If it is missing or damaged.
    """
    run = StarterRun(STARTER)
    run.verify()
    return run


def run_in(folder: Path) -> RunDirectory:
    """Return the training in a folder, which may be that of the starter model."""
    return StarterRun(folder) if folder == STARTER else RunDirectory(folder)


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
        If it is missing or damaged.
    """
    return whole_starter().model


def _hash(run: StarterRun) -> str:
    """Return the hash that came with the network."""
    try:
        return str(read_json(run.manifest)["sha256"][run.model.name])
    except (OSError, ValueError, KeyError, TypeError) as problem:
        what = f"The list {run.manifest.name} of the starter model is missing or damaged."
        raise _gone(run, what) from problem


def _gone(run: StarterRun, came: str) -> WeightsMissing:
    return WeightsMissing(came, f"It belongs into {run.path}.", _ADVICE)
