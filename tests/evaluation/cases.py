"""Answers that hypothesis thinks of: many ties, sure ones, one class only, up to five classes."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

Case = tuple[np.ndarray, np.ndarray]


@st.composite
def cases(draw: st.DrawFn, classes: tuple[int, ...] = (2, 5), most: int = 120) -> Case:
    """Draw true classes and probabilities; few levels make ties, level 0 makes sure answers."""
    count = draw(st.sampled_from(classes))
    n = draw(st.integers(1, most))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    levels = draw(st.sampled_from([2, 3, 10, 0]))
    drawn = random.integers(0, levels, (n, count)) if levels else random.exponential(1, (n, count))
    weights = np.asarray(drawn, np.float64)
    weights[weights.sum(axis=1) == 0] = 1
    shown = draw(st.sampled_from([1, count]))
    first = draw(st.integers(0, count - shown))
    return first + random.integers(0, shown, n), weights / weights.sum(axis=1, keepdims=True)


def planted(n: int, spread: float, seed: int, classes: int = 2) -> Case:
    """Draw probabilities, and true classes from those very probabilities."""
    random = np.random.default_rng(seed)
    weights = np.exp(random.normal(0, spread, (n, classes)))
    probs = weights / weights.sum(axis=1, keepdims=True)
    true = (random.random((n, 1)) > probs.cumsum(axis=1)[:, :-1]).sum(axis=1)
    return true, probs
