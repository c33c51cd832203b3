"""Which face finder this computer has: the good one, else the one that is always there."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from core.errors import WeightsMissing
from core.faces.face import Face
from core.faces.haar import HaarDetector
from core.faces.yunet import YuNetDetector
from core.weights import YUNET, Progress, damaged_copy, find_weights
from core.workspace import Workspace


class FaceDetector(Protocol):
    """Finds faces; may be used by many threads at once.

    Attributes
    ----------
    notice : str
        Empty, or why this is not the best finder and how to get that one, as whole sentences.
    """

    notice: str

    def find(self, pixels: npt.NDArray[np.uint8]) -> tuple[Face, ...]:
        """Return the faces in upright RGB pixels ``(H, W, 3)``, 0 to 255, the largest first."""


def find_detector(workspace: Workspace, progress: Progress | None = None) -> FaceDetector:
    """Return the best face finder to be had, fetching its weights once if need be.

    Parameters
    ----------
    workspace : Workspace
        Where the weights are looked for, and kept.
    progress : callable, optional
        As `core.weights.find_weights`.

    Returns
    -------
    FaceDetector
        YuNet; where its weights are neither here nor to be had, OpenCV's own cascade with a
        ``notice``.
    """
    try:
        return YuNetDetector(find_weights(workspace, YUNET, progress))
    except WeightsMissing:
        return HaarDetector(_notice(workspace))


def _notice(workspace: Workspace) -> str:
    damaged = damaged_copy(workspace, YUNET)
    lacks = f"is damaged ({damaged})" if damaged else "is not on this computer"
    return (
        f"The better face finder {lacks}, so a weaker one is used: it misses small, turned and "
        f"drawn faces. To get the better one, put {YUNET.name} from {YUNET.url} into "
        f"{damaged.parent if damaged else workspace.models}."
    )
