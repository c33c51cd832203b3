"""A folder beside a target in which all is made before it takes its place."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock

from core.processes import is_held

LOCK_NAME = "making.lock"
"""In a folder that somebody works in."""


@contextmanager
def aside(target: Path) -> Iterator[Path]:
    """Give a folder on the disk of the target, and take it away at the end, however it comes.

    What a killed process left behind is removed first: the operating system has freed its lock.

    Raises
    ------
    OSError
        If the disk refuses.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob(f".{_escaped(target.name)}.*.tmp"):
        _clear(left)
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent))
    lock = FileLock(folder / LOCK_NAME)
    try:
        with lock:
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear(left: Path) -> None:
    """Remove what nobody works in any more."""
    if (left / LOCK_NAME).is_file():
        if not is_held(left / LOCK_NAME):
            shutil.rmtree(left, ignore_errors=True)
        return
    with suppress(OSError):  # no folder, or not ours
        left.rmdir()  # killed before it had its lock


def _escaped(name: str) -> str:
    """Return a name as `glob` takes it letter by letter."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
