"""What every stage of one training has to know."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.learning.input_pipeline import Pictures
from core.runs.events import EventWriter
from core.runs.run_directory import RunDirectory
from core.runs.spec import TrainConfig


@dataclass(frozen=True)
class Session:
    """One training while it goes on.

    Parameters
    ----------
    run : RunDirectory
        What to do, and where everything goes.
    diary : EventWriter
        Its diary.
    config : TrainConfig
        The run's settings, fitted to its photos.
    splits : mapping of str to Pictures
        ``train``, ``validation``, ``test``.
    """

    run: RunDirectory
    diary: EventWriter
    config: TrainConfig
    splits: Mapping[str, Pictures]

    @property
    def training(self) -> Pictures:
        """The photos to learn from."""
        return self.splits["train"]

    @property
    def validation(self) -> Pictures:
        """The photos kept aside to watch the learning."""
        return self.splits["validation"]

    @property
    def num_classes(self) -> int:
        """K, the number of classes."""
        return len(self.run.classes)

    @property
    def steps(self) -> int:
        """Batches in which every training photo comes once."""
        return math.ceil(len(self.training) / self.config.batch_size)

    @property
    def class_weight(self) -> dict[int, float] | None:
        """A weight for each class, None where all count the same."""
        if not self.config.class_weights:
            return None
        return class_weights(self.training.labels, self.num_classes)


def class_weights(labels: np.ndarray, num_classes: int) -> dict[int, float]:
    """Return a weight for each class in inverse proportion to its share, 1 on average.

    Parameters
    ----------
    labels : ndarray of int, shape (N,)
        Class indices; every class occurs.
    num_classes : int
        K.
    """
    counts = np.bincount(labels, minlength=num_classes)
    return {index: len(labels) / (num_classes * int(count)) for index, count in enumerate(counts)}
