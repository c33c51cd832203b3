"""Pixels through a network to probabilities."""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np
from numpy.typing import NDArray

_BATCH = 64


def answer(
    model: keras.Model,
    pixels: NDArray[np.uint8],
    rows: NDArray[np.int64],
    on_batch: Callable[[int], None] | None = None,
    *,
    mirrored: bool = False,
) -> NDArray[np.float32]:
    """Return one probability column a class for some photos.

    The network is called directly: `keras.Model.predict` would first trace a graph, which takes
    longer than most test sets.

    Parameters
    ----------
    model : keras.Model
        As `core.learning.architectures.build` made it.
    pixels : ndarray of uint8, shape (M, S, S, 3)
        Photos, 0 to 255; may be mapped from the disk.
    rows : ndarray of int64, shape (N,)
        Which of them, at least one.
    on_batch : callable, optional
        Called after every batch with the number of photos answered so far.
    mirrored : bool, default False
        Whether an answer is the mean of those to the photo and to its mirror image.

    Returns
    -------
    ndarray of float32, shape (N, K)
        0 to 1, columns in class order, rows adding up to 1.
    """
    parts: list[NDArray[np.float32]] = []
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        parts.append(_one(model, pixels[batch], mirrored=mirrored))
        if on_batch is not None:
            on_batch(start + len(batch))
    return _as_columns(np.concatenate(parts).astype(np.float32))


def answer_with_features(
    network: keras.Model,
    pixels: NDArray[np.uint8],
    rows: NDArray[np.int64],
    *,
    mirrored: bool = False,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return probabilities, and what they were made of.

    Parameters
    ----------
    network : keras.Model
        As `core.learning.familiarity.answering_features` made it.
    pixels, rows, mirrored
        As for `answer`, which gives the same probabilities.

    Returns
    -------
    probabilities : ndarray of float32, shape (N, K)
    features : ndarray of float32, shape (N, F)
        Those of the photos as they are.
    """
    seen, said = [], []
    for start in range(0, len(rows), _BATCH):
        batch = pixels[rows[start : start + _BATCH]]
        features, answers = (np.asarray(each) for each in network(batch, training=False))
        if mirrored:
            other = np.asarray(network(batch[:, :, ::-1], training=False)[1])
            answers = (answers + other) / 2
        seen.append(features)
        said.append(answers)
    answered = _as_columns(np.concatenate(said).astype(np.float32))
    return answered, np.concatenate(seen).astype(np.float32)


def _one(model: keras.Model, batch: NDArray[np.uint8], *, mirrored: bool) -> NDArray[np.float32]:
    answers: NDArray[np.float32] = np.asarray(model(batch, training=False))
    if mirrored:
        answers = (answers + np.asarray(model(batch[:, :, ::-1], training=False))) / 2
    return answers


def _as_columns(answers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give a sigmoid's one column, the second class, the other one beside it."""
    if answers.shape[1] == 1:
        return np.concatenate([1 - answers, answers], axis=1)
    return answers
