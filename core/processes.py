"""Other processes: start one that outlives us, and ask whether it still runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from core.workspace import PROJECT

if sys.platform != "win32":
    import fcntl

_WINDOWS_DETACHED: int = (
    getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)  # named on Windows alone
    | getattr(subprocess, "CREATE_NO_WINDOW", 0)
)


_AT_ONCE: int = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows ends at once with either


def start_detached(arguments: Sequence[str], log: Path) -> int:
    """Start ``python -m <arguments>`` in its own session, so that it survives this process.

    Parameters
    ----------
    arguments : sequence of str
        A module name followed by its arguments.
    log : Path
        Receives the new process's output.

    Returns
    -------
    int
        The process id, good for a log line; use `is_held` to ask whether it lives.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return _start(arguments, subprocess.DEVNULL, output).pid


def start_waiting(module: str) -> subprocess.Popen[bytes]:
    """Start ``python -m <module>`` in its own session, to be told through its standard input.

    What it prints is lost until it sends it elsewhere itself.
    """
    return _start([module], subprocess.PIPE, subprocess.DEVNULL)


def _start(arguments: Sequence[str], told: int, output: IO[bytes] | int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        stdin=told,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd=PROJECT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
        creationflags=_WINDOWS_DETACHED,
    )


def end_process(pid: int) -> None:
    """End a process at once, without asking it; one that is gone already is no mistake."""
    with suppress(ProcessLookupError):
        os.kill(pid, _AT_ONCE)


def is_held(lock: Path) -> bool:
    """Return whether a living process holds the lock file.

    The operating system frees a lock the moment its holder dies, however it dies, so this cannot
    be fooled by a process id that was given to somebody else. A lock of another user that may only
    be read tells as much. One that may not even be read counts as held: nobody can say that its
    holder is gone.
    """
    try:
        if not lock.exists():
            return False
        with FileLock(lock, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:
        return _is_held_for_readers(lock)


def _is_held_for_readers(lock: Path) -> bool:
    if sys.platform == "win32":
        return True  # a lock there can be asked by those who may write it alone
    try:
        with lock.open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
