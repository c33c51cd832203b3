"""Work that is killed (SIGKILL) in the middle, at a step that is counted."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

_STEPS = frozenset({"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir"})


def is_killed_at(step: int, work: Callable[[], object]) -> bool:
    """Do some work in a process that is killed before its nth step.

    A step is a file opened, renamed, made or removed, or a statement of SQL.

    Returns
    -------
    bool
        False if it came to its end before.
    """
    child = os.fork()
    if child == 0:
        _work_until(step, work)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _work_until(step: int, work: Callable[[], object]) -> None:
    from sqlalchemy import Engine, event

    left = [step]

    def count(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    sys.addaudithook(lambda name, _: count() if name in _STEPS else None)
    try:
        work()
    finally:
        os._exit(0)
