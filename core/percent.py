"""The one rule by which a share becomes a number of hundredths that people read."""

from __future__ import annotations


def percent(share: float, decimals: int = 0) -> float:
    """Round a share to hundredths, but call nothing perfect (or hopeless) that is not.

    Parameters
    ----------
    share : float
        0 to 1.
    decimals : int, default 0
        Digits behind the point.

    Returns
    -------
    float
        0 to 100; 0 and 100 only where ``share`` is exactly 0 or 1.
    """
    rounded = round(100 * share, decimals)
    if not 0 < share < 1:
        return rounded
    step = float(10**-decimals)
    return round(min(100 - step, max(step, rounded)), decimals)


def percent_words(share: float) -> str:
    """Return a share as a whole percentage; never 0 % or 100 % unless it is exact.

    Returns
    -------
    str
        For example "93 %", or "over 99 %" of 0.9987.
    """
    rounded = percent(share)
    if rounded == round(100 * share):
        return f"{rounded:g} %"
    return "under 1 %" if rounded == 1 else "over 99 %"
