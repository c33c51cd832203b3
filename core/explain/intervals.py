"""How sure a mean is: the percentile bootstrap (Efron 1979, doi:10.1214/aos/1176344552)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

_DRAWS = 2000
_CONFIDENCE = 95.0

Values = NDArray[np.float64]


def bootstrap_interval(
    values: Values, statistic: Callable[[Values], Values] | None = None, seed: int = 0
) -> list[float]:
    """Return the 95 % interval of a statistic of means over pictures.

    Parameters
    ----------
    values : ndarray of float64, shape (N,) or (N, M)
        One row a picture, N at least 1.
    statistic : callable, optional
        From means ``(D, M)`` of D redrawn sets of pictures to D numbers; without it, the mean
        itself is meant.
    seed : int, default 0
        Of the drawing.

    Returns
    -------
    list of float
        Lower and upper end.
    """
    rows = values.reshape(len(values), -1)
    random = np.random.default_rng(seed)
    counts = random.multinomial(len(rows), np.full(len(rows), 1 / len(rows)), size=_DRAWS)
    means = counts @ rows / len(rows)
    drawn = statistic(means) if statistic else means[:, 0]
    beyond = (100 - _CONFIDENCE) / 2
    return [float(end) for end in np.percentile(drawn, [beyond, 100 - beyond])]
