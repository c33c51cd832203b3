"""Fisher's exact test: whether two shares differ by more than chance."""

from __future__ import annotations

import math


def fisher_exact(first_right: int, first: int, second_right: int, second: int) -> float:
    """Return how often chance alone parts two groups at least as unlikely as they are parted.

    All right answers taken together, each way in which they could fall to the two groups has a
    (hypergeometric) probability; those no larger than that of the way seen are added up (Fisher
    1935, "The logic of inductive inference", doi:10.2307/2342435). Counted in whole numbers, so
    that equally probable ways are equal.

    Parameters
    ----------
    first_right, second_right : int
        Right answers in each group.
    first, second : int
        Answers in each group.

    Returns
    -------
    float
        The two-sided p-value, above 0 (unless too small for a float), at most 1.

    Raises
    ------
    ValueError
        If a group has more right answers than answers, or a negative number.
    """
    for right, total in ((first_right, first), (second_right, second)):
        if not 0 <= right <= total:
            raise ValueError(f"{right} of {total} is not a share; expected 0 <= right <= answers.")
    # the wrong answers are usually the fewer ones, and give the same test
    fewer = min(first_right + second_right, first + second - first_right - second_right)
    seen = first_right if fewer == first_right + second_right else first - first_right
    least, most = max(0, fewer - second), min(first, fewer)
    ways = _ways(first, second, fewer, least, most)
    limit = ways[seen - least]
    return sum(number for number in ways if number <= limit) / sum(ways)


def _ways(first: int, second: int, drawn: int, least: int, most: int) -> list[int]:
    """Return in how many ways each number, ``least`` to ``most``, falls to the first group."""
    number = math.comb(first, least) * math.comb(second, drawn - least)
    ways = [number]
    for k in range(least, most):
        number = number * (first - k) * (drawn - k) // ((k + 1) * (second - drawn + k + 1))
        ways.append(number)
    return ways
