"""What a training makes small, and the accuracy that is shown beside it."""

from __future__ import annotations

from typing import Any

import keras

from core.learning.watcher import CROSS_ENTROPY

_PAIR = 2


def compile_model(
    model: keras.Model,
    optimizer: Any,
    num_classes: int,
    label_smoothing: float = 0.0,
    steps_per_execution: int = 1,
) -> None:
    """Prepare a network for learning from class indices.

    Parameters
    ----------
    model : keras.Model
        As `core.learning.architectures.build` made it.
    optimizer : keras.optimizers.Optimizer
        What moves its weights.
    num_classes : int
        K.
    label_smoothing : float, default 0
        Share of certainty taken from each label, 0 to 0.5.
    steps_per_execution : int, default 1
        Steps between two looks at the world outside; more are faster where steps are tiny.
    """
    pair = num_classes == _PAIR  # two classes share one sigmoid unit
    accuracy = keras.metrics.BinaryAccuracy if pair else keras.metrics.SparseCategoricalAccuracy
    entropy = _pair_entropy if pair else keras.losses.sparse_categorical_crossentropy
    plain = keras.metrics.MeanMetricWrapper(entropy, name=CROSS_ENTROPY)
    beside = [plain] if label_smoothing else []
    model.compile(
        optimizer=optimizer,
        loss=_loss(num_classes, label_smoothing),
        metrics=[accuracy(name="accuracy"), *beside],
        steps_per_execution=steps_per_execution,
    )
    model.optimizer.build(model.trainable_variables)  # in `fit`, it would have to be traced twice


def _pair_entropy(labels: Any, answers: Any) -> Any:
    return keras.losses.binary_crossentropy(keras.ops.reshape(labels, (-1, 1)), answers)


def _loss(num_classes: int, smoothing: float) -> Any:
    if num_classes == _PAIR:
        return keras.losses.BinaryCrossentropy(label_smoothing=smoothing)
    if not smoothing:
        return keras.losses.SparseCategoricalCrossentropy()

    def smoothed(labels: Any, answers: Any) -> Any:
        indices = keras.ops.cast(keras.ops.reshape(labels, (-1,)), "int32")
        columns = keras.ops.one_hot(indices, num_classes)
        return keras.losses.categorical_crossentropy(columns, answers, label_smoothing=smoothing)

    return smoothed
