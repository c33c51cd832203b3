"""How far people agree who labelled the same photos, beyond what chance alone would bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def cohens_kappa(one: Sequence[str], other: Sequence[str]) -> float | None:
    """Return Cohen's kappa of two people's labels.

    It is 1 where they always agree, 0 where they agree as often as chance would have it, and
    negative where they agree less (Cohen 1960, doi:10.1177/001316446002000104).

    Parameters
    ----------
    one, other : sequence of str
        Labels of the same photos in the same order.

    Returns
    -------
    float or None
        At most 1; None without photos, and where both gave all photos one and the same label, so
        that chance leaves nothing to agree on.

    Raises
    ------
    ValueError
        If they did not label the same number of photos.
    """
    pairs = list(zip(one, other, strict=True))
    if not pairs:
        return None
    observed = sum(a == b for a, b in pairs) / len(pairs)
    first, second = Counter(one), Counter(other)
    by_chance = sum(first[label] * second[label] for label in first) / len(pairs) ** 2
    return None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)


def agreement_words(kappa: float) -> str:
    """Return Cohen's kappa in words, in the steps of Landis and Koch (1977, doi:10.2307/2529310).

    Parameters
    ----------
    kappa : float
        At most 1.
    """
    steps = ((0.8, "almost always"), (0.6, "mostly"), (0.4, "fairly often"), (0.2, "somewhat"))
    return next((words for least, words in steps if kappa > least), "hardly more than by chance")
