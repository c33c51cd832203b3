"""Holm's correction: of many tests made at once, chance alone makes some look sure."""

from __future__ import annotations

from collections.abc import Sequence


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values corrected for being several.

    Those below 0.05 hold together: the probability that any of them is there by chance alone is
    below 0.05, whatever ties the tests together (Holm 1979, "A simple sequentially rejective
    multiple test procedure", Scandinavian Journal of Statistics 6:65-70).

    Parameters
    ----------
    p_values : sequence of float
        One a test, 0 to 1.

    Returns
    -------
    list of float
        In the same order, none smaller than it was, at most 1.
    """
    corrected = [0.0] * len(p_values)
    highest = 0.0
    for rank, at in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[at]))
        corrected[at] = highest
    return corrected
