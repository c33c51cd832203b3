"""What is told of every batch and epoch of a training."""

from __future__ import annotations

import keras

Logs = dict[str, float] | None

CROSS_ENTROPY = "cross_entropy"
"""Name of the metric beside a loss with smoothed labels, which is no cross-entropy itself."""


def plain_figures(logs: Logs) -> dict[str, float]:
    """Return Keras' figures with the cross-entropy itself in the place of a smoothed loss."""
    figures = dict(logs or {})
    for prefix in ("", "val_"):
        if f"{prefix}{CROSS_ENTROPY}" in figures:
            figures[f"{prefix}loss"] = figures[f"{prefix}{CROSS_ENTROPY}"]
    return figures


class Watcher(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """The base of all that watch a training."""
