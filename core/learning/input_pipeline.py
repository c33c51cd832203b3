"""Pictures of a run -> batches for Keras, fed from the pixel cache."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from core.learning.augmentation import augment
from core.learning.pixel_cache import Frame, PixelCache
from core.runs.run_files import TrainingPicture
from core.runs.spec import TrainConfig


@dataclass(frozen=True)
class Pictures:
    """The pictures of one split that are there.

    Parameters
    ----------
    ids : list of str
        What each is called, see `core.runs.run_files.TrainingPicture.key`.
    rows : ndarray of int64, shape (N,)
        Where each stands in ``pixels``.
    labels : ndarray of int64, shape (N,)
        Class indices.
    pixels : ndarray of uint8, shape (M, S, S, 3)
        The whole cache, 0 to 255, mapped from the disk.
    keys : list of str, optional
        What each is called in the cache, see `core.learning.pixel_cache.Frame.key`.
    """

    ids: list[str]
    rows: NDArray[np.int64]
    labels: NDArray[np.int64]
    pixels: NDArray[np.uint8]
    keys: list[str] = field(default_factory=list)

    @classmethod
    def of_split(
        cls, pictures: Sequence[TrainingPicture], split: str, cache: PixelCache
    ) -> Pictures:
        """Pick the pictures of a split that the cache holds."""
        frames = {
            item: Frame(item.id, item.suffix, item.crop).key
            for item in pictures
            if item.split == split
        }
        kept = [item for item, key in frames.items() if key in cache.rows]
        return cls(
            ids=[item.key for item in kept],
            rows=np.array([cache.rows[frames[item]] for item in kept], np.int64),
            labels=np.array([item.class_index for item in kept], np.int64),
            pixels=cache.pixels(),
            keys=[frames[item] for item in kept],
        )

    def __len__(self) -> int:
        return len(self.ids)


def training_batches(pictures: Pictures, config: TrainConfig, first: int = 0) -> Any:
    """Return the training set as ``tf.data``, epoch after epoch without end.

    Every epoch has its own order and its own random changes. Both are functions of the seed and the
    number of the epoch alone, so that a training may begin with any of them.

    Parameters
    ----------
    pictures : Pictures
        Those to learn from.
    config : TrainConfig
        Batch size, augmentation and seed are taken from it.
    first : int, default 0
        The epoch to begin with, 0 for the first.

    Returns
    -------
    tf.data.Dataset
        Of ``(pixels, labels)``: uint8 or float32 ``(B, S, S, 3)`` in 0..255 and int64 ``(B,)``;
        the last batch of an epoch may be smaller. The network casts to float32 itself: bytes are
        cheaper to move.
    """
    read = _reader(pictures)
    places = tf.stack([pictures.rows, pictures.labels], axis=1)

    def batches(epoch: Any) -> Any:
        seed = tf.stack([tf.constant(config.seed, tf.int64), epoch])
        order = tf.random.experimental.stateless_shuffle(places, seed)
        batches = tf.data.Dataset.from_tensor_slices(order).batch(config.batch_size)
        return batches.enumerate().map(lambda step, batch: (batch, seed, step))

    def changed(batch: Any, seed: Any, step: Any) -> tuple[Any, Any]:
        pixels, labels = read(batch[:, 0], batch[:, 1])
        if not config.augmentation.active:
            return pixels, labels
        seed = tf.random.experimental.stateless_fold_in(seed, step)
        return augment(pixels, config.augmentation, seed), labels

    return tf.data.Dataset.counter(first).flat_map(batches).map(changed).prefetch(_AHEAD)


def plain_batches(pictures: Pictures, batch_size: int) -> Any:
    """Return pictures in their order, unchanged, as `training_batches` does otherwise."""
    return _slices(pictures).batch(batch_size).map(_reader(pictures)).prefetch(_AHEAD)


_AHEAD = 2


def _slices(pictures: Pictures) -> Any:
    return tf.data.Dataset.from_tensor_slices((pictures.rows, pictures.labels))


def _reader(pictures: Pictures) -> Any:
    """Return a function from ``(rows, labels)`` to ``(pixels, labels)``."""
    pixels = pictures.pixels

    def fetch(rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        return pixels[rows]

    def read(rows: Any, labels: Any) -> tuple[Any, Any]:
        batch = tf.numpy_function(fetch, [rows], tf.uint8, stateful=False)
        batch.set_shape((None, *pixels.shape[1:]))
        return batch, labels

    return read
