"""An exported file asked by its own runtime, in a process that knows nothing else."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import CannotExport
from core.export.checked_photos import CheckedPhotos
from core.export.formats import Format
from core.export.last_words import last_words
from core.workspace import PROJECT

_LOADING = 600.0
_A_PHOTO = 3.0
"""Seconds after which something is wrong."""


def asked(
    kind: Format, made: Path, photos: CheckedPhotos
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Ask an exported file about photos.

    Parameters
    ----------
    kind : Format
        What it is.
    made : Path
        The file or folder.
    photos : CheckedPhotos
        At least one.

    Returns
    -------
    answers : ndarray of float32, shape (N, K)
        Probabilities.
    seconds : ndarray of float64, shape (N,)
        How long each photo took by itself.

    Raises
    ------
    CannotExport
        If its runtime cannot load it, or takes too long.
    """
    with tempfile.TemporaryDirectory(dir=photos.folder.parent) as place:
        answers = Path(place) / "answers.npz"
        _run(kind, [str(made), str(photos.folder), str(answers)], len(photos.labels))
        with np.load(answers, allow_pickle=False) as found:
            return found["probabilities"], found["seconds"]


def _run(kind: Format, arguments: list[str], number: int) -> None:
    module = f"core.export.runtimes.{kind.runtime}"
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=PROJECT,
            stdin=subprocess.PIPE,  # open for as long as this process lives
            stdout=said,
            stderr=said,
        )
        with child:
            try:
                status = child.wait(_LOADING + _A_PHOTO * number)
            except subprocess.TimeoutExpired as problem:
                raise _refusal(kind, "It did not answer in time") from problem
            finally:
                child.kill()
        if status:
            said.seek(0)
            text = said.read().decode("utf-8", "replace")
            raise _refusal(kind, f"Its runtime said: {last_words(text)}") from ChildProcessError(
                text
            )


def _refusal(kind: Format, why: str) -> CannotExport:
    came = f"The exported {kind.title} file could not be read back."
    return CannotExport(came, "It is not handed out.", f"{why.rstrip('.')}.")
