"""What has to stand beside the figures of a network, so that they are not taken for more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.fingerprints import recognised
from core.evaluation.leaks import find_leaks, leak_free
from core.evaluation.look_alikes import signatures
from core.evaluation.metrics import predicted_classes
from core.learning.baseline import rivals
from core.learning.input_pipeline import Pictures
from core.workspace import Workspace

_CHUNK = 64


class Honesty:
    """Knows what the network learned from, and what simpler methods make of the same photos.

    Parameters
    ----------
    workspace : Workspace
        Remembers the answers of the simpler methods.
    splits : mapping of str to Pictures
        ``train`` (at least one photo), ``validation`` and ``test``.
    prints : ndarray of uint8, optional
        Fingerprints of the photos the network had learned from before it came here.
    """

    def __init__(
        self,
        workspace: Workspace,
        splits: Mapping[str, Pictures],
        prints: NDArray[np.uint8] | None = None,
    ) -> None:
        self._splits, self._prints = splits, prints
        self._learned = described(splits["train"])
        self._rivals = rivals(workspace, splits)

    def beside(self, split: str, probabilities: NDArray[np.float32]) -> dict[str, Any]:
        """Return what belongs into the report of a split.

        Parameters
        ----------
        split : {"validation", "test"}
            One that has photos.
        probabilities : ndarray of float32, shape (N, K)
            What the network said about them, 0 to 1.

        Returns
        -------
        dict
            ``leaks`` (see `core.evaluation.leaks.find_leaks`); ``seen_before``, the ids of photos
            known from before this training; ``leak_free``, the figures without both, None where
            there are none or nothing else; and ``rivals``, see `core.learning.baseline.rivals`.
        """
        pictures = self._splits[split]
        ids = self._splits["train"].ids
        tested = described(pictures)
        leaks = find_leaks(tested, pictures.ids, self._learned, ids)
        before = self._seen_before(tested, pictures.ids)
        known = {*before, *(leak["id"] for leak in leaks)}
        answers = predicted_classes(probabilities)
        return {
            "leaks": leaks,
            "seen_before": before,
            "leak_free": leak_free(pictures.labels, answers, pictures.ids, known)
            if known
            else None,
            "rivals": self._rivals[split],
        }

    def _seen_before(self, tested: NDArray[np.float32], ids: list[str]) -> list[str]:
        if self._prints is None:
            return []
        return [ids[at] for at in np.flatnonzero(recognised(tested, self._prints)).tolist()]


def described(pictures: Pictures) -> NDArray[np.float32]:
    """Return the signature of each photo, in their order; few at a time are in memory."""
    starts = range(0, len(pictures), _CHUNK)
    parts = [signatures(pictures.pixels[pictures.rows[at : at + _CHUNK]]) for at in starts]
    return np.concatenate(parts)
