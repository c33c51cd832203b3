"""Occlusion: by how much a logit falls when a patch of the picture is covered.

Zeiler and Fergus (2014, arXiv:1311.2901). It asks the network itself, some hundred times a picture,
and works on every network: the slow check of the fast maps.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.explain.logits import LogitModel, class_logits
from core.explain.replay import Chain

_GRID = 12
_PATCH = 2
"""Cells of the grid that a patch covers along each side."""


class OcclusionMaps:
    """The maps of one network by occlusion.

    The patch covers a sixth of the side and moves by half of itself; it is filled with the
    picture's mean colour. A place is worth the mean fall of the logit over the patches on it.

    Parameters
    ----------
    chain : Chain
        The network.
    """

    def __init__(self, chain: Chain) -> None:
        self._answer = LogitModel(chain)
        height, width = chain.image.shape[1:3]
        self._grid = max(_PATCH, min(_GRID, height // 2, width // 2))
        self._rows = np.linspace(0, height, self._grid + 1).round().astype(int)
        self._columns = np.linspace(0, width, self._grid + 1).round().astype(int)

    def look(
        self, pictures: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        """Return logits ``(B, U)`` and, twice, falls of the logits ``(B, K, h, w)``."""
        logits = self._answer(pictures)
        falls = np.stack([self._falls(*each) for each in zip(pictures, logits, strict=True)])
        return logits, falls, falls

    def _falls(self, picture: NDArray[np.float32], logits: Any) -> NDArray[np.float32]:
        places = list(product(range(self._grid - _PATCH + 1), repeat=2))
        covered = np.repeat(picture[None], len(places), axis=0)
        for copy, (row, column) in zip(covered, places, strict=True):
            down = slice(self._rows[row], self._rows[row + _PATCH])
            across = slice(self._columns[column], self._columns[column + _PATCH])
            copy[down, across] = picture.mean(axis=(0, 1))
        falls = class_logits(logits[None] - self._answer(covered))
        total = np.zeros((falls.shape[1], self._grid, self._grid), np.float32)
        count = np.zeros((self._grid, self._grid), np.float32)
        for fall, (row, column) in zip(falls, places, strict=True):
            cell = (slice(row, row + _PATCH), slice(column, column + _PATCH))
            total[:, *cell] += fall[:, None, None]
            count[cell] += 1
        falls_here: NDArray[np.float32] = np.divide(total, count, dtype=np.float32)
        return falls_here
