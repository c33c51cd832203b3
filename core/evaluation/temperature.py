"""One number that makes a model's probabilities less or more sure, without changing its answers.

The logits are divided by it before the softmax: above 1 it tones the probabilities down, below 1 it
makes them surer (temperature scaling, Guo et al. 2017, arXiv:1706.04599).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.counting import photos_in_words
from core.evaluation.metrics import log_loss, predicted_classes
from core.evaluation.validation import check_answers, check_probabilities

LOWEST, HIGHEST = 0.05, 20.0
"""A temperature outside these would come from very few mistakes, or from none."""

FEWEST = 20
"""Photos that a temperature is fitted to."""

_HALVINGS = 60

Numbers = NDArray[np.float64]


def apply_temperature(probabilities: ArrayLike, temperature: float) -> NDArray[np.floating]:
    """Return probabilities as they are at another temperature.

    Parameters
    ----------
    probabilities : array_like of float, shape (N, K)
        In 0..1, each row adding up to 1. Their logs serve as logits; a probability below the
        smallest step of float64 (2.2e-16) is taken for that step, so that every log is finite.
    temperature : float
        Above 0; at 1 the probabilities come back as they are.

    Returns
    -------
    ndarray of float64, shape (N, K)
        In 0..1, each row adding up to 1, its classes in the same order of probability; the very
        input, whatever its kind of float, at a temperature of 1.

    Raises
    ------
    ValueError
        If the probabilities are impossible, or the temperature is not above 0.
    """
    given = np.asarray(probabilities)
    probs = check_probabilities(given, given.shape[-1] if given.ndim else 0)
    if not 0 < temperature < np.inf:
        raise ValueError(f"The temperature is {temperature}; expected a number above 0.")
    return probs if temperature == 1 else _softmax(_logits(probs) / temperature)


def fit_temperature(y_true: ArrayLike, pred_probs: ArrayLike) -> dict[str, Any]:
    """Find the temperature at which the log loss is least.

    The photos must be ones that the figures are not told of: those of validation, never those of
    the test. The loss is convex in 1 / temperature, so its slope there is followed to 0 by
    halving, between `LOWEST` and `HIGHEST`.

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        Class indices.
    pred_probs : array_like of float, shape (N, K)
        Probabilities in 0..1, columns in the order of the class list.

    Returns
    -------
    dict
        ``temperature``, ``n`` (photos), ``loss_before`` and ``loss_after`` (log loss in nats) and
        ``why_not``: None, or the sentence that tells why the probabilities stay as they are, at a
        temperature of 1 (fewer than `FEWEST` photos; all answers right, or all wrong; every
        class equally probable on every photo).

    Raises
    ------
    ValueError
        If the arrays do not fit each other.
    """
    true, probs = check_answers(y_true, pred_probs)
    logits = _logits(probs)
    why_not = _why_not(true, probs, logits)
    temperature = 1.0 if why_not else _least(logits, true)
    return {
        "temperature": temperature,
        "n": len(true),
        "loss_before": log_loss(true, probs),
        "loss_after": log_loss(true, apply_temperature(probs, temperature)),
        "why_not": why_not,
    }


def temperature_sentence(found: Mapping[str, Any]) -> str:
    """Say what was done to a model's percentages.

    Parameters
    ----------
    found : mapping
        As `fit_temperature` returns it.

    Returns
    -------
    str
        For example "Its percentages were toned down (temperature 1.40), fitted on 592 photos kept
        aside.", or why they stay as they are.
    """
    if found["why_not"]:
        return str(found["why_not"])
    told = f"{found['temperature']:.2f}"
    done = "toned down" if found["temperature"] > 1 else "made surer"
    done = "left as they are" if told == "1.00" else done
    photos = photos_in_words(found["n"])
    return f"Its percentages were {done} (temperature {told}), fitted on {photos} kept aside."


def _why_not(true: NDArray[np.int64], probs: Numbers, logits: Numbers) -> str | None:
    right = int((predicted_classes(probs) == true).sum())
    kept = "so its percentages stay as they are."
    if len(true) < FEWEST:
        return f"{photos_in_words(len(true))} kept aside say too little (expected {FEWEST}), {kept}"
    if right in (0, len(true)):
        all_or_none = "right" if right else "wrong"
        return f"All {photos_in_words(len(true))} kept aside were answered {all_or_none}, {kept}"
    if np.ptp(logits, axis=1).max() == 0:
        return f"It took every answer for equally probable, {kept}"
    return None


def _least(logits: Numbers, true: NDArray[np.int64]) -> float:
    low, high = np.log(1 / HIGHEST), np.log(1 / LOWEST)
    if _slope(logits, true, float(np.exp(low))) >= 0:
        return HIGHEST
    if _slope(logits, true, float(np.exp(high))) <= 0:
        return LOWEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _slope(logits, true, float(np.exp(middle))) < 0:
            low = middle
        else:
            high = middle
    return float(np.exp(-(low + high) / 2))


def _slope(logits: Numbers, true: NDArray[np.int64], sharpness: float) -> float:
    """Return the slope of the log loss in ``sharpness``, which is 1 / temperature."""
    expected = (_softmax(logits * sharpness) * logits).sum(axis=1)
    return float((expected - logits[np.arange(len(true)), true]).mean())


def _logits(probs: NDArray[np.floating]) -> Numbers:
    step = np.finfo(np.float64).eps
    logits: Numbers = np.log(np.clip(probs.astype(np.float64), step, None))
    return logits


def _softmax(logits: Numbers) -> Numbers:
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Numbers = weights / weights.sum(axis=1, keepdims=True)
    return shares
