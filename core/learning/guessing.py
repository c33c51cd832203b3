"""What a head fitted in an instant says about photos, while a person still labels them.

The face network looks at each photo once; its features are kept on the disk. After that, fitting a
head and asking it takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

from core.errors import PictureRefused
from core.faces.crop import Crop
from core.files import atomic_write, read_json, sha256_file, write_json
from core.framing import read_framed
from core.learning.exact_head import fit_head
from core.learning.features import features
from core.learning.pixel_cache import Frame
from core.learning.starter import load_starter, starter_head
from core.starter_model import starter_weights
from core.workspace import Workspace

_SIDE = 48
_FOLDS = 5
_NO_LABEL = -1


class KeptFeatures:
    """Features of photos by `Frame.key`, on disk; those of another starter model do not count.

    Parameters
    ----------
    workspace : Workspace
        Where the photos and the cache lie.

    Attributes
    ----------
    rows : dict of str to int
        Where each stands in ``array``.
    array : ndarray of float32, shape (N, F)
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        stem = f"features-{_fingerprint()}-{_SIDE}"
        self._file = workspace.cache / f"{stem}.bin"
        self._index = workspace.cache / f"{stem}.json"
        width = starter_head().kernel.shape[0]
        self.rows: dict[str, int] = {}
        self.array = np.zeros((0, width), np.float32)
        self._load(width)

    def add(self, frames: Sequence[Frame]) -> None:
        """Look at the photos that are not known yet; one that cannot be read stays unknown."""
        squares, keys = [], []
        for frame in dict.fromkeys(frames):
            if frame.key not in self.rows and (square := self._square(frame)) is not None:
                squares.append(square)
                keys.append(frame.key)
        if not keys:
            return
        seen = features(load_starter(), np.stack(squares), np.arange(len(squares)))
        self.array = np.concatenate([self.array, seen])
        self.rows |= {key: len(self.rows) + number for number, key in enumerate(keys)}
        atomic_write(self._file, self.array.tobytes())
        write_json(self._index, list(self.rows))

    def _square(self, frame: Frame) -> NDArray[np.uint8] | None:
        try:
            data = self._workspace.picture(frame.id, frame.suffix).read_bytes()
            return read_framed(data, _SIDE, Crop(*frame.crop) if frame.crop else None)
        except (OSError, PictureRefused):
            return None

    def _load(self, width: int) -> None:
        try:
            keys: list[str] = read_json(self._index)
            values = np.fromfile(self._file, np.float32)
        except (OSError, ValueError):
            return
        if len(values) >= len(keys) * width:
            self.array = values[: len(keys) * width].reshape(-1, width)
            self.rows = {key: row for row, key in enumerate(keys)}


def guess(
    features_: NDArray[np.float32], labels: NDArray[np.int64], num_classes: int
) -> NDArray[np.float32]:
    """Return what heads say about photos, never one that was fitted on the photo itself.

    Parameters
    ----------
    features_ : ndarray of float32, shape (N, F)
    labels : ndarray of int64, shape (N,)
        Class indices, -1 where there is no label; every class has at least two photos.
    num_classes : int
        K.

    Returns
    -------
    ndarray of float32, shape (N, K)
        Probabilities. A photo without a label is answered by a head fitted on all labels, one
        with a label by a head fitted on other photos: the set is cut into up to five parts.
    """
    known = np.flatnonzero(labels != _NO_LABEL)
    before = starter_head()
    answers = np.zeros((len(labels), num_classes), np.float32)
    whole = fit_head(features_[known], labels[known], before)
    unknown = labels == _NO_LABEL
    answers[unknown] = whole.probabilities(features_[unknown])
    parts = min(_FOLDS, int(np.bincount(labels[known]).min()))
    folds = StratifiedKFold(parts, shuffle=True, random_state=0)
    for others, held in folds.split(known, labels[known]):
        head = fit_head(features_[known[others]], labels[known[others]], before)
        answers[known[held]] = head.probabilities(features_[known[held]])
    return answers


@cache
def _fingerprint() -> str:
    return sha256_file(starter_weights())[:12]
