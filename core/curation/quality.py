"""Photos that are hard to learn from: blurry, dark, bright, tiny, of an odd shape.

Each is measured on the photo pressed to at most 256 pixels, because no network here sees finer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLURRY = 0.06
"""Share of contrast that lies in the finest detail, below which a photo is blurry."""

DARK, BRIGHT = 40.0, 215.0
"""Mean brightness, 0 to 255, below or above which a photo is dark or bright."""

TINY = 40
"""Shorter side in pixels below which a photo is tiny."""

ODD = 2.2
"""Longer side over shorter side above which a photo has an odd shape."""

_FLAT = 1.0


@dataclass(frozen=True)
class Measures:
    """What is measured of one photo.

    Parameters
    ----------
    sharpness : float
        Spread of the differences between neighbouring pixels over the spread of the pixels.
    brightness : float
        Mean, 0 to 255.
    """

    sharpness: float
    brightness: float


@dataclass(frozen=True)
class Finding:
    """One thing that makes a photo hard to learn from.

    Parameters
    ----------
    kind : str
        "blurry", "dark", "bright", "tiny", "odd shape", "grey among colour", "no face" or
        "several faces".
    value : float
        What was measured.
    sentence : str
        The same for a person.
    """

    kind: str
    value: float
    sentence: str


def measure(grey: NDArray[np.uint8]) -> Measures:
    """Measure a photo.

    Parameters
    ----------
    grey : ndarray of uint8, shape (H, W)
        Brightness, 0 to 255; both sides at least 3.

    Returns
    -------
    Measures
        Sharpness is 1 for a photo of one grey, which has nothing that could be blurred. It is the
        spread of the Laplacian (Pech-Pacheco et al. 2000, doi:10.1109/ICPR.2000.903548) over that
        of the pixels, so that contrast does not count.
    """
    values = grey.astype(np.float32)
    centre = values[1:-1, 1:-1]
    around = values[:-2, 1:-1] + values[2:, 1:-1] + values[1:-1, :-2] + values[1:-1, 2:]
    brightness, spread = _mean_and_spread(values)
    _, detail = _mean_and_spread(around - 4 * centre)
    return Measures(detail / spread if spread > _FLAT else 1.0, brightness)


def _mean_and_spread(values: NDArray[np.float32]) -> tuple[float, float]:
    mean = float(values.mean())
    apart = (values - mean).ravel()
    return mean, float(np.sqrt(apart @ apart / apart.size))


def findings(measures: Measures, width: int, height: int) -> list[Finding]:
    """Return what is wrong with a photo of this size."""
    found = []
    short, long = sorted((width, height))
    if measures.sharpness < BLURRY:
        words = f"Blurry: it has {measures.sharpness / BLURRY:.0%} of the detail it should have."
        found.append(Finding("blurry", measures.sharpness, words))
    if measures.brightness < DARK:
        words = f"Dark: its mean brightness is {measures.brightness:.0f} of 255."
        found.append(Finding("dark", measures.brightness, words))
    if measures.brightness > BRIGHT:
        words = f"Bright: its mean brightness is {measures.brightness:.0f} of 255."
        found.append(Finding("bright", measures.brightness, words))
    if short < TINY:
        words = f"Tiny: its shorter side has {short} pixels."
        found.append(Finding("tiny", short, words))
    if long > ODD * short:
        words = f"Odd shape: {long / short:.1f} times as long as wide."
        found.append(Finding("odd shape", round(long / short, 3), words))
    return found


def face_finding(count: int | None) -> Finding | None:
    """Return what is wrong with the number of faces in a photo; None stands for not looked for."""
    if count == 0:
        return Finding("no face", 0, "No face was found.")
    if count is not None and count > 1:
        return Finding("several faces", count, f"{count} faces were found.")
    return None


def grey_among_colour(grey: int, total: int) -> bool:
    """Return whether grey photos stick out in a set: there are some, but fewer than a quarter."""
    return 0 < grey < total / 4
