"""Features: what a network that does not learn sees in photos, found once."""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from core.learning.augmentation import augment
from core.learning.face_network import FEATURES
from core.runs.settings import Augmentation

_BATCH = 64

Progress = Callable[[int], None]

NOTHING = Augmentation()
"""No change at all."""


def feature_network(model: keras.Model) -> keras.Model:
    """Return the part of a network that ends in its features; the weights are shared."""
    return keras.Model(model.inputs[0], model.get_layer(FEATURES).output)


def features(
    model: keras.Model,
    pixels: NDArray[np.uint8],
    rows: NDArray[np.int64],
    on_batch: Progress | None = None,
) -> NDArray[np.float32]:
    """Return the features of photos, each the mean of those of the photo and its mirror image.

    Parameters
    ----------
    model : keras.Model
        With a layer called `FEATURES` of F units.
    pixels : ndarray of uint8, shape (M, S, S, 3)
        Photos, 0 to 255; may be mapped from the disk.
    rows : ndarray of int64, shape (N,)
        Which of them.
    on_batch : callable, optional
        Called after every batch with the number of photos done.

    Returns
    -------
    ndarray of float32, shape (N, F)
    """
    network = feature_network(model)

    def both(batch: NDArray[np.uint8], _start: int) -> NDArray[np.float32]:
        mirrored = batch[:, :, ::-1]
        seen: NDArray[np.float32] = np.asarray(network(batch)) + np.asarray(network(mirrored))
        return seen / np.float32(2)

    return _in_batches(both, network.output_shape[-1], pixels, rows, on_batch)


def views(
    model: keras.Model,
    pixels: NDArray[np.uint8],
    rows: NDArray[np.int64],
    *,
    augmentation: Augmentation = NOTHING,
    count: int = 1,
    seed: int = 0,
    on_batch: Progress | None = None,
) -> NDArray[np.float32]:
    """Return the features of photos and of changed versions of them.

    Parameters
    ----------
    model, pixels, rows
        As for `features`.
    augmentation : Augmentation
        How the versions differ.
    count : int
        Versions of each photo, at least 1; the first is the photo as it is.
    seed : int
        The same seed gives the same versions.
    on_batch : callable, optional
        Called after every batch with the number of photos done, all versions counted.

    Returns
    -------
    ndarray of float32, shape (count, N, F)
    """
    network = feature_network(model)
    parts = []
    for view in range(count):

        def seen(batch: NDArray[np.uint8], start: int, view: int = view) -> NDArray[np.float32]:
            if view:
                key = tf.constant([seed, (view << 32) + start], tf.int64)
                batch = augment(tf.constant(batch), augmentation, key)
            return np.asarray(network(batch))

        done = _after(on_batch, view * len(rows))
        parts.append(_in_batches(seen, network.output_shape[-1], pixels, rows, done))
    return np.stack(parts)


def _in_batches(
    look: Callable[[NDArray[np.uint8], int], NDArray[np.float32]],
    width: int,
    pixels: NDArray[np.uint8],
    rows: NDArray[np.int64],
    on_batch: Progress | None,
) -> NDArray[np.float32]:
    found = np.zeros((len(rows), width), np.float32)
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        found[start : start + len(batch)] = look(pixels[batch], start)
        if on_batch:
            on_batch(start + len(batch))
    return found


def _after(on_batch: Progress | None, before: int) -> Progress | None:
    return None if on_batch is None else lambda done: on_batch(before + done)
