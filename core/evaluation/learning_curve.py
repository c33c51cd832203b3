"""Accuracy against the number of photos learned from, and what more photos would bring.

Accuracy is taken to rise as a - b n^-c: a power law, as learning curves mostly are (Viering and
Loog 2023, "The shape of learning curves: a review", doi:10.1109/TPAMI.2022.3220744).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.percent import percent

_EXPONENTS = np.geomspace(0.1, 2.0, 60)
_DRAWS = 500
_WORTH_IT = 0.01
_FEWEST = 3

Numbers = NDArray[np.float64]


class PowerLaw(NamedTuple):
    """The curve ``limit - drop * n ** -exponent``."""

    limit: float
    drop: float
    exponent: float

    def at(self, n: float) -> float:
        """Return the accuracy at ``n`` photos, 0 to 1."""
        return float(self.limit - self.drop * n**-self.exponent)


def fit(photos: Numbers, accuracy: Numbers, weight: Numbers) -> PowerLaw:
    """Fit a power law by weighted least squares.

    Parameters
    ----------
    photos : ndarray of float64, shape (P,)
        Photos learned from, above 0.
    accuracy : ndarray of float64, shape (P,)
        On the same photos kept aside, 0 to 1.
    weight : ndarray of float64, shape (P,)
        Inverse variances, above 0.

    Returns
    -------
    PowerLaw
        One that does not fall and does not pass 1; the exponent is searched among 60 from 0.1
        to 2, the other two are exact for each.
    """
    best, lowest = PowerLaw(float(np.average(accuracy, weights=weight)), 0.0, 1.0), np.inf
    for exponent in _EXPONENTS:
        law = _fit_line(photos**-exponent, accuracy, weight, float(exponent))
        left = accuracy - (law.limit - law.drop * photos**-exponent)
        error = float(weight @ left**2)
        if error < lowest - 1e-12:
            best, lowest = law, error
    return best


def outlook(points: Sequence[dict[str, Any]], seed: int = 0) -> dict[str, Any] | None:
    """Return what twice as many photos would probably bring.

    Parameters
    ----------
    points : sequence of dict
        ``photos`` learned from, ``accuracy`` (0 to 1) and ``n`` (photos kept aside it was measured
        on) of each training; several for one number of photos are its repeats.
    seed : int, default 0
        Of the random draws behind the interval.

    Returns
    -------
    dict or None
        ``photos`` (twice the most), ``now`` (the curve at the most), ``accuracy`` at twice as
        many with its 95 % ``interval`` (from redrawing every point within its error), ``law``
        (limit, drop, exponent) and ``levelled_off`` (the gain is below one in a hundred); None
        for fewer than three different numbers of photos.
    """
    photos, accuracy, variance = _means(points)
    if len(photos) < _FEWEST:
        return None
    law = fit(photos, accuracy, 1 / variance)
    double = 2 * float(photos[-1])
    now, then = law.at(float(photos[-1])), law.at(double)
    random = np.random.default_rng(seed)
    drawn = random.normal(accuracy, np.sqrt(variance), (_DRAWS, len(photos))).clip(0, 1)
    laws = [fit(photos, each, 1 / variance) for each in drawn]
    gains = [each.at(double) - each.at(float(photos[-1])) for each in laws]
    low, high = np.quantile(gains, (0.025, 0.975))
    return {
        "photos": int(double),
        "now": now,
        "accuracy": then,
        "interval": [min(now + float(low), then), min(1.0, max(now + float(high), then))],
        "law": list(law),
        "levelled_off": then - now < _WORTH_IT,
    }


def outlook_sentence(found: dict[str, Any]) -> str:
    """Say whether more photos would help.

    Parameters
    ----------
    found : dict
        As `outlook` returns it.

    Returns
    -------
    str
        For example "Twice as many photos (2,400) would probably bring it from 86 to about 88 of
        100, perhaps to no more than 87 or to as many as 91."
    """
    now, then = _of_hundred(found["now"]), _of_hundred(found["accuracy"])
    low, high = (_of_hundred(end) for end in found["interval"])
    if found["levelled_off"]:
        hope = f" At best they would bring it to {high} of 100." if high > now else ""
        return (
            f"It has levelled off: twice as many photos ({found['photos']:,}) would probably "
            f"change little at {now} of 100.{hope}"
        )
    return (
        f"Twice as many photos ({found['photos']:,}) would probably bring it from {now} to about "
        f"{then} of 100; anything from {low} to {high} fits what was measured."
    )


def _of_hundred(share: float) -> str:
    return f"{percent(share):g}"


def _fit_line(inverse: Numbers, accuracy: Numbers, weight: Numbers, exponent: float) -> PowerLaw:
    """Fit ``limit`` and ``drop`` for one exponent, the limit at most 1 and the drop at least 0."""
    total = weight.sum()
    middle, height = weight @ inverse / total, weight @ accuracy / total
    spread = weight @ (inverse - middle) ** 2
    drop = -float(weight @ ((inverse - middle) * (accuracy - height)) / spread)
    limit = float(height + drop * middle)
    if limit > 1:
        limit, drop = 1.0, float(weight @ (inverse * (1 - accuracy)) / (weight @ inverse**2))
    return PowerLaw(limit, drop, exponent) if drop > 0 else PowerLaw(float(height), 0.0, exponent)


def _means(points: Sequence[dict[str, Any]]) -> tuple[Numbers, Numbers, Numbers]:
    """Return numbers of photos, mean accuracies, and the variances of these means."""
    sizes = sorted({each["photos"] for each in points})
    means, variances = [], []
    for size in sizes:
        group = [each for each in points if each["photos"] == size]
        shares = np.array([each["accuracy"] for each in group], np.float64)
        aside = group[0]["n"]
        share = (shares.mean() * aside + 1) / (aside + 2)  # never without any variance
        between = shares.var(ddof=1) / len(shares) if len(shares) > 1 else 0.0
        means.append(shares.mean())
        variances.append(share * (1 - share) / aside + between)
    return np.array(sizes, np.float64), np.array(means), np.array(variances)
