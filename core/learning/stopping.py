"""What ends a training before its time. Needs no TensorFlow."""

from __future__ import annotations

from core.errors import CoreError


class StopRequested(Exception):
    """The person asked for a stop."""


class Diverged(CoreError):
    """The loss is no longer a number."""
