"""Why work in a process of its own came to nothing, as a sentence for a person."""

from __future__ import annotations

import traceback
from pathlib import Path

from core.disk_refusals import advice, is_full, why
from core.errors import CoreError

_OF_A_PROCESS = (ConnectionError, TimeoutError)
"""Errors that Python counts among those of the system, and in which no disk had a part."""


def in_words(error: Exception) -> str:
    """Return what an error means; one that has no sentence of its own is printed, for the log."""
    if isinstance(error, CoreError):
        return str(error)
    traceback.print_exception(error)
    if isinstance(error, OSError) and not isinstance(error, _OF_A_PROCESS):
        return f"The disk refused: {why(error)}. {advice(error)}"
    return f"It failed unexpectedly: {type(error).__name__}."


def interrupted(folder: Path) -> str:
    """Return what is said of work that ended without a word; it wrote into ``folder``."""
    if is_full(folder):
        return "Interrupted, and the disk is full. Free some space on it, then try again."
    return "Interrupted: try again."
