"""How much memory processes hold, and which are whose, as Linux tells it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")
_MODEL_PROCESS = "core.inference_child"


def can_be_told() -> bool:
    """Return whether this system tells the memory of processes as files."""
    return (_PROC / "self" / "smaps_rollup").exists()


def megabytes(pid: int) -> float:
    """Return the resident memory of a process; 0 for one that is gone."""
    try:
        lines = (_PROC / str(pid) / "status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


def cpu_seconds(pid: int) -> float:
    """Return how long a process has kept processors busy; 0 for one that is gone."""
    try:
        told = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return 0.0
    user, system = told.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def model_process(app: int) -> int | None:
    """Return the process that holds an app's models; None while there is none."""
    return next((pid for pid in _children(app) if _MODEL_PROCESS in _command(pid)), None)


def _children(parent: int) -> Iterator[int]:
    for folder in _PROC.glob("[0-9]*"):
        try:
            told = (folder / "stat").read_text()
        except OSError:
            continue
        if int(told.rpartition(")")[2].split()[1]) == parent:
            yield int(folder.name)


def _command(pid: int) -> str:
    try:
        return (_PROC / str(pid) / "cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""
