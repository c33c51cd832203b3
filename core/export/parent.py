"""A process that does not outlive the one that started it, however that ends."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

_STANDARD_INPUT = 0  # not through sys.stdin: Python's end would wait for this thread there


def end_with_parent(clean: Callable[[], None] | None = None) -> None:
    """End this process when its standard input closes, which it does with the parent.

    Parameters
    ----------
    clean : callable, optional
        Called before that.
    """
    threading.Thread(target=_wait, args=(clean,), daemon=True).start()


def _wait(clean: Callable[[], None] | None) -> None:
    while os.read(_STANDARD_INPUT, 1):
        pass
    try:
        if clean is not None:
            clean()
    finally:
        os._exit(1)
