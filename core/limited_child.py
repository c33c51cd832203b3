"""``python -m core.limited_child``: reads what comes from outside, and may die of it.

`core.limited` starts it and sends it work; each piece of it has its own time, all of them one
limit of memory. Linux holds these limits; elsewhere a thread in here watches them.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

from core.errors import CoreError
from core.limits import READER_MEMORY

if sys.platform != "win32":
    import resource

READY = "ready"
SOUND, BROKE = 0, 1
OVER_TIME, OVER_MEMORY = 81, 82
"""What became of a piece of work; the last two are exit statuses as well."""

_LOOK_EVERY = 0.25
_TOGETHER_SECONDS = 0.02
_HELD_BY_SYSTEM = sys.platform == "linux"


def main(handle: int) -> None:
    """Work until the parent closes its end, or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us in order
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print is no answer of ours
    connection = _connection(handle)
    watch = _Watch()
    watch.start()
    try:
        connection.send(READY)
        while True:
            work, items, alone, seconds = connection.recv()
            outbox = _Outbox(connection, alone=alone)
            for item in items:
                watch.begin(seconds)
                outbox.add(_answer(work, item))
                watch.pause()
            outbox.send()
    except (EOFError, OSError):
        return


def _connection(handle: int) -> Any:
    if sys.platform == "win32":
        from multiprocessing.connection import PipeConnection  # noqa: PLC0415 - only there

        return PipeConnection(handle)
    from multiprocessing.connection import Connection  # noqa: PLC0415 - only here

    return Connection(handle)


def _answer(work: Callable[[Any], Any], item: Any) -> tuple[Any, Exception | None, int]:
    """Return what came of one piece: its answer, an error to raise, and how it ended."""
    try:
        return work(item), None, SOUND
    except (CoreError, OSError) as error:
        return None, error, SOUND
    except MemoryError:
        return None, None, OVER_MEMORY
    except Exception:  # noqa: BLE001 - hostile bytes make libraries raise anything; costs one file
        traceback.print_exc()
        return None, None, BROKE


class _Outbox:
    """Answers on their way: many quick ones go together, as each message wakes the parent."""

    def __init__(self, connection: Any, *, alone: bool) -> None:
        self._connection, self._seconds = connection, 0.0 if alone else _TOGETHER_SECONDS
        self._answers: list[Any] = []
        self._sent = time.monotonic()

    def add(self, answer: Any) -> None:
        """Take an answer, and send what there is if the first of it has waited long enough."""
        self._answers.append(answer)
        if time.monotonic() - self._sent >= self._seconds:
            self.send()

    def send(self) -> None:
        """Send what there is."""
        if self._answers:
            self._connection.send(self._answers)
        self._answers = []
        self._sent = time.monotonic()


class _Watch:
    """Holds this process to its memory, and every piece of work to its time."""

    def __init__(self) -> None:
        self._until: float | None = None

    def start(self) -> None:
        """Set what the system can hold, and watch the rest."""
        if _HELD_BY_SYSTEM:
            _limit(resource.RLIMIT_AS, READER_MEMORY)
        else:
            threading.Thread(target=self._look, daemon=True).start()

    def begin(self, seconds: int) -> None:
        """Begin a piece of work that may take so many seconds of computing."""
        used = time.process_time()
        self._until = used + seconds
        if _HELD_BY_SYSTEM:
            _limit(resource.RLIMIT_CPU, int(used) + seconds)

    def pause(self) -> None:
        """End a piece of work."""
        self._until = None

    def _look(self) -> None:
        while True:
            time.sleep(_LOOK_EVERY)
            if self._until is not None and time.process_time() > self._until:
                os._exit(OVER_TIME)
            if most_memory() > READER_MEMORY:
                os._exit(OVER_MEMORY)


def most_memory() -> int:
    """Return the most bytes of memory this process ever used."""
    if sys.platform == "win32":
        return _most_memory_of_windows()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else 1024 * most


def _most_memory_of_windows() -> int:
    import ctypes  # noqa: PLC0415 - only there

    class Counters(ctypes.Structure):
        _fields_ = (
            ("cb", ctypes.c_ulong),
            ("faults", ctypes.c_ulong),
            *((name, ctypes.c_size_t) for name in ("peak", "now", "a", "b", "c", "d", "e", "f")),
        )

    counters = Counters(ctypes.sizeof(Counters))
    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined, unused-ignore]
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    process = ctypes.c_void_p(kernel.GetCurrentProcess())
    kernel.K32GetProcessMemoryInfo(process, ctypes.byref(counters), counters.cb)
    return int(counters.peak)


def _limit(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main(int(sys.argv[1]))
