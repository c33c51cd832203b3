"""What ends a training before its time. Needs no TensorFlow."""

from __future__ import annotations

from core.errors import CoreError


class StopRequested(Exception):
    """The person asked for a stop."""


class Diverged(CoreError):
    """The loss is no longer a number."""


class OutOfMemory(CoreError):
    """The computer has not enough memory for this training."""


def out_of_memory(batch_size: int) -> OutOfMemory:
    """Return the error of a training whose batches were too large for the memory."""
    smaller = f"a batch size of {batch_size // 2}" if batch_size > 1 else "a smaller network"
    return OutOfMemory(
        "The memory ran out.",
        "Other programs may have taken it.",
        f"Close some and resume, or train again with {smaller} or smaller photos.",
    )


def with_model(error: CoreError, best_epoch: int) -> CoreError:
    """Return the error of a training that broke off, saying that a model was kept all the same."""
    kept = f"Round {best_epoch}, the best until then, was kept: you can look at it and use it."
    return type(error)(error.came, error.expected, f"{error.advice} {kept}")
