"""Every check on arrays of labels and probabilities; the other files trust their input."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

_SUM_TOLERANCE = 1e-3
_PHOTO_AXES = 4
_CHANNELS = 3


def check_labels(y_true: ArrayLike, num_classes: int) -> NDArray[np.int64]:
    """Return ``y_true`` as int64 ``(N,)``.

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        Class indices, each from 0 to ``num_classes - 1``; N is at least 1.
    num_classes : int
        Number of classes K, at least 1.

    Raises
    ------
    ValueError
        If the shape, the kind of number or a value does not fit.
    """
    labels = np.asarray(y_true)
    if labels.ndim != 1 or labels.size == 0:
        raise ValueError(f"Class indices have shape {labels.shape}; expected (N,) with N >= 1.")
    if labels.dtype.kind not in "iu":
        raise ValueError(f"Class indices are {labels.dtype}; expected integers.")
    low, high = int(labels.min()), int(labels.max())
    if low < 0 or high >= num_classes:
        raise ValueError(
            f"Class indices run from {low} to {high}; expected 0 to {num_classes - 1}."
        )
    return labels.astype(np.int64)


def check_probabilities(pred_probs: ArrayLike, num_classes: int) -> NDArray[np.floating]:
    """Return ``pred_probs`` as float ``(N, K)``, float32 kept as it is.

    Parameters
    ----------
    pred_probs : array_like of float, shape (N, K)
        Probabilities in 0..1, one row a picture, columns in the order of the class list; each
        row adds up to 1.
    num_classes : int
        Number of classes K.

    Raises
    ------
    ValueError
        If the shape does not fit, or a value is missing, outside 0..1, or a row does not add up.
    """
    probs = np.asarray(pred_probs)
    if probs.dtype.kind != "f":
        probs = probs.astype(np.float64)
    if probs.ndim != 2 or probs.shape[1] != num_classes:  # noqa: PLR2004 (rows and columns)
        raise ValueError(f"Probabilities have shape {probs.shape}; expected (N, {num_classes}).")
    if not np.isfinite(probs).all():
        raise ValueError("Probabilities hold values that are not numbers; expected 0 to 1.")
    if probs.size and (probs.min() < 0 or probs.max() > 1 + _SUM_TOLERANCE):
        raise ValueError(f"Probabilities run from {probs.min()} to {probs.max()}; expected 0 to 1.")
    sums = probs.sum(axis=1, dtype=np.float64)
    if np.abs(sums - 1).max(initial=0) > _SUM_TOLERANCE:
        worst = int(np.abs(sums - 1).argmax())
        raise ValueError(f"Row {worst} of the probabilities adds up to {sums[worst]}; expected 1.")
    return probs


def check_same_length(first: int, second: int, what: str) -> None:
    """Raise ValueError unless both lengths are equal; ``what`` names the two."""
    if first != second:
        raise ValueError(f"{what} have lengths {first} and {second}; expected the same.")


def check_pixels(pixels: NDArray[np.uint8], smallest: int) -> NDArray[np.uint8]:
    """Return the photos unchanged.

    Raises
    ------
    ValueError
        If they are not uint8 of shape (N, S, S, 3) with S at least ``smallest``.
    """
    square = pixels.ndim == _PHOTO_AXES and pixels.shape[1] == pixels.shape[2]
    fits = square and pixels.shape[3] == _CHANNELS and pixels.shape[1] >= smallest
    if not fits or pixels.dtype != np.uint8:
        raise ValueError(
            f"The photos have shape {pixels.shape} and type {pixels.dtype}; "
            f"expected uint8 (N, S, S, 3) with S at least {smallest}."
        )
    return pixels


def check_class_names(classes: Sequence[str]) -> list[str]:
    """Return the class names as a list.

    Raises
    ------
    ValueError
        If there is none, or one appears twice.
    """
    names = list(classes)
    if not names or len(set(names)) != len(names):
        raise ValueError(f"The class list is {names}; expected at least one name, each once.")
    return names


def check_answers(
    y_true: ArrayLike, pred_probs: ArrayLike
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return true classes as int64 ``(N,)`` and probabilities as float64 ``(N, K)``.

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        Class indices from 0 to K - 1; N at least 1.
    pred_probs : array_like of float, shape (N, K)
        As for `check_probabilities`.

    Raises
    ------
    ValueError
        If one of them is impossible, or their lengths differ.
    """
    given = np.asarray(pred_probs, dtype=np.float64)
    probs = check_probabilities(given, given.shape[-1] if given.ndim else 0).astype(np.float64)
    true = check_labels(y_true, probs.shape[1])
    check_same_length(len(true), len(probs), "True classes and probabilities")
    return true, probs
