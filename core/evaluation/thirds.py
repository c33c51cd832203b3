"""A measured fact as one of three categories, each about a third of the photos.

The cuts are the set's own terciles and no fixed limits. What is measured has no scale that holds
for every set (sharpness depends on the size of the photos, brightness on the camera), and fixed
limits would leave most sets with a category too small to say anything about. The price is that the
names compare photos of one set: the darker ones may still be bright.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

NAMES = {
    "brightness": ("darker", "medium bright", "brighter"),
    "sharpness": ("blurrier", "medium sharp", "sharper"),
    "face size": ("smaller", "medium-sized", "larger"),
}
"""What the thirds of each measured fact are called, the lowest first."""


def thirds(values: Sequence[float | None], names: tuple[str, str, str]) -> list[str | None]:
    """Name for each photo the third that its value lies in.

    Parameters
    ----------
    values : sequence of float or None
        One a photo; None where it was not measured.
    names : tuple of str
        Of the lowest, middle and highest third.

    Returns
    -------
    list of str or None
        Equal values share a third, which makes thirds uneven; None where the value is None, and
        everywhere if the lowest and the highest third cannot be told apart or one of them would
        hold more than half of the measured photos.
    """
    known = np.array([value for value in values if value is not None], dtype=np.float64)
    if not known.size:
        return [None] * len(values)
    low, high = np.quantile(known, (1 / 3, 2 / 3), method="inverted_cdf")
    largest = max(int((known <= low).sum()), int((known > high).sum()))
    if low == high or 2 * largest > known.size:
        return [None] * len(values)
    return [None if value is None else _third(value, low, high, names) for value in values]


def _third(value: float, low: float, high: float, names: tuple[str, str, str]) -> str:
    if value <= low:
        return names[0]
    return names[2] if value > high else names[1]
