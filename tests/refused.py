"""A process that the system refuses what it refuses a person: here the tests may run as root."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.workspace import PROJECT, Workspace

_DROP_FROM_BOUNDING_SET = 24
_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2


@contextmanager
def closed(path: Path, mode: int = 0) -> Iterator[None]:
    """Give a file or folder other rights, none by default, while the block works."""
    before = path.stat().st_mode & 0o777
    path.chmod(mode)
    try:
        yield
    finally:
        path.chmod(before)


def refused(
    workspace: Workspace, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run ``python ARGUMENT...`` on a workspace, held to the rights of files even as root."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env={**os.environ, "MIEN_WORKSPACE": str(workspace.root), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=_held_to_rights(),
    )


def _held_to_rights() -> Callable[[], None] | None:
    if os.geteuid() != 0:
        return None
    library = ctypes.CDLL(None, use_errno=True)

    def drop() -> None:
        for right in (_DAC_OVERRIDE, _DAC_READ_SEARCH):
            if library.prctl(_DROP_FROM_BOUNDING_SET, right, 0, 0, 0):
                raise OSError(ctypes.get_errno(), "a right of root cannot be given up")

    return drop
