"""Pixels through a network to probabilities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf
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


def compiled(
    network: keras.Model, *, mirrored: bool = False
) -> Callable[[NDArray[np.uint8]], tuple[Any, Any]]:
    """Return a network as one graph, which answers a single photo several times faster.

    Parameters
    ----------
    network : keras.Model
        As `core.learning.familiarity.answering_features` made it. Its weights are shared.
    mirrored : bool, default False
        As for `answer`.

    Returns
    -------
    callable
        From photos, uint8 ``(N, S, S, 3)``, to what they look like, float32 ``(N, F)``, and the
        answers ``(N, 1)`` or ``(N, K)``, both as tensors.
    """

    def ask(pixels: Any) -> tuple[Any, Any]:
        photos = tf.cast(pixels, tf.float32)
        number = tf.shape(photos)[0]
        both = tf.concat([photos, photos[:, :, ::-1]], axis=0) if mirrored else photos
        seen, said = network(both, training=False)
        if mirrored:
            said = (said[:number] + said[number:]) / 2
        return seen[:number], said

    shape = (None, *network.inputs[0].shape[1:])
    graph: Callable[[Any], tuple[Any, Any]] = tf.function(
        ask, input_signature=[tf.TensorSpec(shape, tf.uint8)]
    )
    return graph


def answer_with_features(
    ask: Callable[[NDArray[np.uint8]], tuple[Any, Any]], pixels: NDArray[np.uint8]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return probabilities, and what the photos look like to the network.

    Parameters
    ----------
    ask : callable
        As `compiled` returns it.
    pixels : ndarray of uint8, shape (N, S, S, 3)
        Photos, 0 to 255; N at least 1.

    Returns
    -------
    probabilities : ndarray of float32, shape (N, K)
        Those of `answer`.
    features : ndarray of float32, shape (N, F)
    """
    parts = [ask(pixels[at : at + _BATCH]) for at in range(0, len(pixels), _BATCH)]
    seen, said = (
        np.concatenate([np.asarray(each) for each in column]) for column in zip(*parts, strict=True)
    )
    return _as_columns(said.astype(np.float32)), seen.astype(np.float32)


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
