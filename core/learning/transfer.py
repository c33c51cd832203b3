"""Heads on what a network learned elsewhere: each photo is looked at once."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from core.learning.architectures import HEAD
from core.learning.best_weights import BestWeights
from core.learning.callbacks import EventLogger, StopOnDivergence, StopOnRequest
from core.learning.face_network import FEATURES
from core.learning.features import views
from core.learning.looking import Looking
from core.learning.losses import compile_model
from core.learning.optimizers import make_optimizer
from core.learning.session import Session

_STEPS_AT_ONCE = 16
_SAMPLE = 32
_FOR_LOOKING = 0.5


def train_head(session: Session, model: keras.Model, best: BestWeights, epochs: int) -> int:
    """Train the head of a network on features, several changed versions of each photo.

    Parameters
    ----------
    session : Session
        The training.
    model : keras.Model
        Its head learns; the rest does not.
    best : BestWeights
        Keeps the best weights.
    epochs : int
        Most passes over the features.

    Returns
    -------
    int
        Epochs made.

    Raises
    ------
    StopRequested
        If the person asks for a stop.
    Diverged
        If the loss stops being a number.
    """
    config = replace(session.config, epochs=epochs)
    training, steps = session.training, session.steps
    seen, watched = _seen(session, model)
    head = _head_network(model)
    optimizer = make_optimizer(config, steps)
    at_once = max(n for n in range(1, _STEPS_AT_ONCE + 1) if steps % n == 0)
    compile_model(head, optimizer, session.num_classes, config.label_smoothing, at_once)
    logger = EventLogger(session.diary, best, epochs=epochs, steps=steps, images=len(training))
    averaging = [keras.callbacks.SwapEMAWeights()] if optimizer.use_ema else []
    history = head.fit(
        _rounds(seen, training.labels, config.batch_size, config.seed),
        epochs=epochs,
        steps_per_epoch=steps,
        validation_data=(watched, session.validation.labels),
        class_weight=session.class_weight,
        callbacks=[
            StopOnDivergence(session.diary, config.learning_rate),
            *averaging,
            best,
            logger,
            StopOnRequest(session.run.stop_request),
        ],
        verbose=0,
    )
    return len(history.epoch)


def _seen(session: Session, model: keras.Model) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return features of the training photos ``(V, N, F)`` and the validation photos ``(M, F)``."""
    config, training, validation = session.config, session.training, session.validation
    count = _views_that_fit(session, model) if config.augmentation.active else 1
    looking = Looking(session, count * len(training) + len(validation))
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
    watched = views(model, validation.pixels, validation.rows, on_batch=looking.tell)[0]
    return seen, watched


def _views_that_fit(session: Session, model: keras.Model) -> int:
    """Return how many versions of each photo fit into half of the minutes, at least one."""
    config, training = session.config, session.training
    if not config.minutes:
        return config.feature_views
    sample = training.rows[:_SAMPLE]
    views(model, training.pixels, sample)  # the first look is slow
    began = time.monotonic()
    views(model, training.pixels, sample)
    each = (time.monotonic() - began) / len(sample)
    fitting = int(_FOR_LOOKING * 60 * config.minutes / (each * len(training)))
    count = max(1, min(config.feature_views, fitting))
    if count < config.feature_views:
        seen = "1 version" if count == 1 else f"{count} versions"
        message = f"To keep to the time, it looks at {seen} of each photo."
        session.diary.write("note", message=message)
    return count


def _head_network(model: keras.Model) -> keras.Model:
    """Return the head as a network of its own; the weights are shared."""
    inputs = keras.Input(model.get_layer(FEATURES).output.shape[1:], name="features")
    x = inputs
    for layer in model.layers:
        if layer.name in HEAD:
            x = layer(x)
    return keras.Model(inputs, x)


def _rounds(seen: NDArray[np.float32], labels: NDArray[np.int64], batch: int, seed: int) -> Any:
    """Return endless batches; in each round every photo comes once, in one of its versions."""
    count, images, width = seen.shape

    def rows() -> Any:
        random = np.random.default_rng(seed)
        while True:
            order = random.permutation(images)
            versions = random.integers(0, count, images)
            for start in range(0, images, batch):
                part = order[start : start + batch]
                yield seen[np.asarray(versions)[part], part], labels[part]

    signature = (tf.TensorSpec((None, width), tf.float32), tf.TensorSpec((None,), tf.int64))
    return tf.data.Dataset.from_generator(rows, output_signature=signature).prefetch(2)
