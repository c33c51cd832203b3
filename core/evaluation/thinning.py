"""Long curves with fewer points, for drawing: figures are always computed from all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

MOST = 200
"""Points that a drawn curve keeps: more than a screen shows apart."""

Point = TypeVar("Point")


def thinned(points: Sequence[Point], most: int = MOST) -> list[Point]:
    """Return at most ``most`` points, evenly spread over their order, the two ends among them.

    Parameters
    ----------
    points : sequence
        In order along the curve.
    most : int, default `MOST`
        At least 2.

    Returns
    -------
    list
        All of them where there are no more than ``most``.
    """
    return [points[at] for at in kept(len(points), most)]


def thinned_columns(curve: Mapping[str, Sequence[Any]], most: int = MOST) -> dict[str, list[Any]]:
    """Return `thinned` for a curve that is kept as columns of equal length, at least one."""
    length = len(next(iter(curve.values())))
    return {name: [column[at] for at in kept(length, most)] for name, column in curve.items()}


def kept(length: int, most: int = MOST) -> list[int]:
    """Return which of ``length`` points are kept, rising, as `thinned` tells."""
    if length <= most:
        return list(range(length))
    return [round(at * (length - 1) / (most - 1)) for at in range(most)]
