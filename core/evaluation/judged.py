"""The answers of one model to the photos of one split, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.metrics import predicted_classes
from core.evaluation.validation import check_answers, check_class_names, check_same_length

_REST = ("other", "different")


@dataclass(frozen=True)
class Judged:
    """What a model said about N photos, and what they are.

    Parameters
    ----------
    ids : list of str
        The photos as the predictions name them, in their order.
    true : ndarray of int64, shape (N,)
        Class indices.
    probabilities : ndarray of float64, shape (N, K)
        0 to 1, columns in the order of ``classes``.
    classes : list of str
        The K class names.
    split : {"test", "validation"}
        Which photos they are.
    """

    ids: list[str]
    true: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    classes: list[str]
    split: str

    @property
    def n(self) -> int:
        """How many photos there are."""
        return len(self.ids)

    @property
    def answers(self) -> NDArray[np.int64]:
        """The most probable class of each photo, shape (N,)."""
        return predicted_classes(self.probabilities)

    @property
    def right(self) -> NDArray[np.bool_]:
        """Which answers are right, shape (N,)."""
        return np.asarray(self.answers == self.true)

    def against_rest(self, position: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the photos as if there were two classes: all others, and the one named.

        Parameters
        ----------
        position : int
            Which class becomes the second one.

        Returns
        -------
        tuple of ndarray
            0 or 1, int64 of shape (N,), and probabilities, float64 of shape (N, 2).
        """
        score = self.probabilities[:, position]
        true = (self.true == position).astype(np.int64)
        return true, np.stack([np.clip(1 - score, 0, 1), score], axis=1)

    def two_names(self, position: int) -> tuple[str, str]:
        """Return what the two classes of `against_rest` are called."""
        label = self.classes[position]
        if len(self.classes) == 2:  # noqa: PLR2004 - the other one has a name of its own
            return self.classes[1 - position], label
        return next(name for name in _REST if name != label), label


def judged(
    predictions: Iterable[Mapping[str, Any]], classes: Sequence[str], split: str = "test"
) -> Judged | None:
    """Read the answers to one split.

    Parameters
    ----------
    predictions : iterable of mapping
        ``id``, ``split``, ``class_index`` and ``probabilities`` each, as a run keeps them.
    classes : sequence of str
        The class names, in the order of the probabilities.
    split : {"test", "validation"}, default "test"
        The split to read.

    Returns
    -------
    Judged or None
        None where the split has no photo.

    Raises
    ------
    ValueError
        If the predictions do not fit the class list.
    """
    names = check_class_names(classes)
    chosen = [record for record in predictions if record["split"] == split]
    if not chosen:
        return None
    true, probs = check_answers(
        [record["class_index"] for record in chosen],
        [record["probabilities"] for record in chosen],
    )
    check_same_length(len(names), probs.shape[1], "Class list and columns of probabilities")
    return Judged([record["id"] for record in chosen], true, probs, names, split)
