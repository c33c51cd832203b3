"""What is told of every batch and epoch of a training."""

from __future__ import annotations

import keras

Logs = dict[str, float] | None


class Watcher(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """The base of all that watch a training."""
