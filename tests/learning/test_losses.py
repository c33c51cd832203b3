"""A network made ready to learn."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from core.learning.losses import compile_model


class Counting(keras.layers.Layer):
    """Counts how often the step of a training is built around it."""

    built_around = 0

    def call(self, values: Any, training: bool = False) -> Any:
        self.built_around += bool(training)
        return values


def test_the_first_step_is_built_once() -> None:
    """Building it takes most of the time until the first batch of a large network."""
    counting = Counting()
    pixels = keras.Input((3,))
    model = keras.Model(pixels, keras.layers.Dense(1, "sigmoid")(counting(pixels)))
    compile_model(model, keras.optimizers.Adam(), 2)
    model.fit(np.zeros((4, 3), np.float32), np.array([0, 1, 0, 1]), epochs=2, verbose=0)
    assert counting.built_around == 1
