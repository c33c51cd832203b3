"""Heads trained on what a frozen network sees: each photo is looked at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from core.learning.architectures import HEAD
from core.learning.exact_head import LinearHead, fit_head
from core.learning.features import FEATURES, features, views
from core.learning.input_pipeline import Pictures
from core.learning.losses import compile_model
from core.learning.optimizers import make_optimizer
from core.learning.stopping import StopRequested
from core.runs.events import EventWriter
from core.runs.run_directory import RunDirectory
from core.runs.spec import TrainConfig

_STEPS_AT_ONCE = 16


class Looking:
    """Tell the diary how many photos a frozen network has looked at, and heed a stop.

    Parameters
    ----------
    run : RunDirectory
        Whose stop request counts.
    diary : EventWriter
        Its diary.
    total : int
        Looks there will be.
    """

    def __init__(self, run: RunDirectory, diary: EventWriter, total: int) -> None:
        self._run, self._diary, self._total = run, diary, total
        self._before = 0

    def tell(self, done: int) -> None:
        """Note that ``done`` looks of the present part are over.

        Raises
        ------
        StopRequested
            If the person asked for a stop.
        """
        if self._run.stop_request.exists():
            raise StopRequested
        message = "Looking at each photo once."
        self._diary.write("preparing", message=message, done=self._before + done, total=self._total)

    def next_part(self, looks: int) -> None:
        """Begin another part after one of ``looks``."""
        self._before += looks


def solve_head(
    model: keras.Model, pictures: Pictures, looking: Looking, *, balanced: bool
) -> LinearHead:
    """Give a network the best linear head for some photos, and return it.

    Parameters
    ----------
    model : keras.Model
        Its ``answer`` layer stands right behind its features.
    pictures : Pictures
        Those to learn from.
    looking : Looking
        Is told of progress.
    balanced : bool
        Whether rarer classes count more.
    """
    seen = features(model, pictures.pixels, pictures.rows, looking.tell)
    looking.next_part(len(pictures))
    head = fit_head(seen, pictures.labels, balanced=balanced)
    model.get_layer("answer").set_weights([head.kernel, head.bias])
    return head


def train_head(
    model: keras.Model,
    splits: dict[str, Pictures],
    config: TrainConfig,
    num_classes: int,
    looking: Looking,
    *,
    callbacks: Sequence[keras.callbacks.Callback],
    class_weight: dict[int, float] | None,
) -> None:
    """Train the head of a network on features, several changed versions of each photo.

    Parameters
    ----------
    model : keras.Model
        Its head learns; the rest does not.
    splits : dict of str to Pictures
        ``train`` and ``validation``.
    config : TrainConfig
        Epochs, batch size, optimizer, augmentation and number of views.
    num_classes : int
        K.
    looking : Looking
        Is told of progress.
    callbacks : sequence of keras.callbacks.Callback
        Told of every batch and epoch; what they keep of weights is the head's.
    class_weight : dict of int to float or None
        As `keras.Model.fit` takes it.

    Raises
    ------
    StopRequested
        If the person asks for a stop.
    """
    training, validation = splits["train"], splits["validation"]
    count = config.feature_views if config.augmentation.active else 1
    seen = views(
        model,
        training.pixels,
        training.rows,
        augmentation=config.augmentation,
        count=count,
        seed=config.seed,
        on_batch=looking.tell,
    )
    looking.next_part(count * len(training))
    watched = views(model, validation.pixels, validation.rows)[0]
    head = _head_network(model)
    steps = math.ceil(len(training) / config.batch_size)
    optimizer = make_optimizer(config, steps)
    compile_model(head, optimizer, num_classes, config.label_smoothing, min(steps, _STEPS_AT_ONCE))
    head.fit(
        _rounds(seen, training.labels, config),
        epochs=config.epochs,
        steps_per_epoch=steps,
        validation_data=(watched, validation.labels),
        class_weight=class_weight,
        callbacks=list(callbacks),
        verbose=0,
    )


def _head_network(model: keras.Model) -> keras.Model:
    """Return the head as a network of its own; the weights are shared."""
    inputs = keras.Input(model.get_layer(FEATURES).output.shape[1:], name="features")
    x = inputs
    for layer in model.layers:
        if layer.name in HEAD:
            x = layer(x)
    return keras.Model(inputs, x)


def _rounds(seen: NDArray[np.float32], labels: NDArray[np.int64], config: TrainConfig) -> Any:
    """Return endless batches; in each round every photo comes once, in one of its versions."""
    count, images, _ = seen.shape
    batch = config.batch_size

    def rows() -> Any:
        random = np.random.default_rng(config.seed)
        while True:
            order = random.permutation(images)
            versions = random.integers(0, count, images)
            for start in range(0, images, batch):
                part = order[start : start + batch]
                yield seen[np.asarray(versions)[part], part], labels[part]

    signature = (
        tf.TensorSpec((None, seen.shape[2]), tf.float32),
        tf.TensorSpec((None,), tf.int64),
    )
    return tf.data.Dataset.from_generator(rows, output_signature=signature).prefetch(2)
