"""The photos that an export is checked with, kept on disk a few at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.run_photos import photo_batches
from core.runs.judged import judged_split
from core.runs.run_directory import RunDirectory

MOST = 3000
"""Photos; more would change the figures little and take hours on a slow network."""


@dataclass(frozen=True)
class CheckedPhotos:
    """Photos as a network sees them, in files of some each.

    Parameters
    ----------
    folder : Path
        Holds ``00000.npy`` and so on, each uint8 ``(n, S, S, 3)``.
    labels : ndarray of int64, shape (N,)
        Class indices.
    left_out : list of str
        Files that cannot be read any more, as paths in the workspace.
    """

    folder: Path
    labels: NDArray[np.int64]
    left_out: list[str]

    def batches(self) -> Iterator[NDArray[np.uint8]]:
        """Yield the photos, some at a time."""
        for file in sorted(self.folder.glob("*.npy")):
            yield np.load(file, allow_pickle=False)


def set_aside(run: RunDirectory, side: int, folder: Path) -> CheckedPhotos:
    """Write the photos that a training was judged by, `MOST` at most.

    Parameters
    ----------
    run : RunDirectory
        A finished training.
    side : int
        S, the side in pixels.
    folder : Path
        Made for them.
    """
    folder.mkdir()
    labels, left_out = [np.zeros(0, np.int64)], []
    for number, batch in enumerate(photo_batches(run, judged_split(run), side, MOST)):
        left_out += batch.unread
        if batch.keys:
            np.save(folder / f"{number:05}.npy", batch.pixels)
            labels.append(batch.labels)
    return CheckedPhotos(folder, np.concatenate(labels), left_out)
