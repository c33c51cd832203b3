"""How much of the computer a process takes while others want it too."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_BESIDE_THE_APP = 5
_SESSION = Path("/proc/self/autogroup")


def give_way(niceness: int = _BESIDE_THE_APP) -> None:
    """Let the app, and what else the person does, go before this process, where the system can.

    Linux shares the processors out among sessions before it looks at the niceness of a process
    ("autogroup", see sched(7)). So a process with a session of its own sets that of its session
    too: without, each of ours that works beside the app would take as much as the app does.

    Parameters
    ----------
    niceness : int, optional
        From 0 to 19; the larger, the more it gives way. One that is larger already stays.
    """
    if not hasattr(os, "nice"):
        return
    now = os.nice(max(0, niceness - os.nice(0)))
    if os.getsid(0) == os.getpid():
        with suppress(OSError):  # not Linux, or no such groups
            _SESSION.write_text(str(now))
