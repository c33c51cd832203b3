"""Features that fall into clouds, one a class."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def clouds(
    count: int, classes: int = 2, seed: int = 0, apart: float = 6.0
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return features ``(count * classes, 8)`` and the class of each."""
    random = np.random.default_rng(seed)
    labels = np.repeat(np.arange(classes), count)
    centres = random.normal(0, apart, (classes, 8))
    return (centres[labels] + random.normal(0, 1, (len(labels), 8))).astype(np.float32), labels
