"""How far trainings that differ in nothing but chance lie apart."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

FEWEST = 2
"""Trainings that a spread needs."""


def spread(figures: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Return mean and standard deviation of the accuracies of several trainings.

    Parameters
    ----------
    figures : sequence of dict
        ``accuracy`` (0 to 1) and ``n`` of each, on the same photos.

    Returns
    -------
    dict or None
        ``trainings`` (how many), ``n`` (photos each was checked on), ``mean``, ``sd`` (of the
        sample, divided by one less than the number), ``lowest`` and ``highest``, 0 to 1; None
        for fewer than `FEWEST` trainings.

    Raises
    ------
    ValueError
        If the trainings were not checked on equally many photos.
    """
    if len(figures) < FEWEST:
        return None
    sizes = {each["n"] for each in figures}
    if len(sizes) > 1:
        raise ValueError(f"They were checked on {sorted(sizes)} photos; expected the same number.")
    shares = [each["accuracy"] for each in figures]
    return {
        "trainings": len(shares),
        "n": sizes.pop(),
        "mean": statistics.fmean(shares),
        "sd": statistics.stdev(shares),
        "lowest": min(shares),
        "highest": max(shares),
    }


def spread_sentence(found: dict[str, Any], split: str) -> str:
    """Say how far the trainings of a group lie apart.

    Parameters
    ----------
    found : dict
        As `spread` returns it.
    split : {"test", "validation"}
        Which photos they were checked on.

    Returns
    -------
    str
        For example "3 trainings that differ only by chance got 92.1 % of the same 60 test photos
        right on average, with a standard deviation of 0.8: between 91.3 and 92.9 %."
    """
    photos = "test photos" if split == "test" else "photos kept aside"
    mean, sd, low, high = (f"{100 * found[key]:.1f}" for key in ("mean", "sd", "lowest", "highest"))
    return (
        f"{found['trainings']} trainings that differ only by chance got {mean} % of the same "
        f"{found['n']:,} {photos} right on average, with a standard deviation of {sd}: "
        f"between {low} and {high} %."
    )
