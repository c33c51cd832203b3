"""A process under limits: how it starts and how it ends."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from core.errors import CoreError
from core.limited_child import READY
from core.workspace import PROJECT

_STARTING_SECONDS = 60.0
_ENDING_SECONDS = 5.0
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Threads of a library would each take memory from the limit, and are not needed."""


@dataclass
class Child:
    """A running process, the way to it, and how many files it has done."""

    process: subprocess.Popen[bytes]
    connection: Connection[Any, Any]
    files: int = 0


def start_child() -> Child:
    """Start one, and wait until it listens.

    Raises
    ------
    CoreError
        If it does not.
    """
    ours, theirs = multiprocessing.Pipe()
    with theirs:
        process = _spawned(theirs.fileno())
    child = Child(process, ours)
    try:
        if ours.poll(_STARTING_SECONDS) and ours.recv() == READY:
            return child
    except (EOFError, ConnectionError):
        pass
    process.kill()
    end_child(child)
    raise CoreError(
        "The part of the app that reads photos could not be started.",
        advice="Close other programs and try again; the terminal says more.",
    )


def _spawned(handle: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "core.limited_child", str(handle)]
    environment = {**os.environ, **_ENVIRONMENT}
    if sys.platform == "win32":
        os.set_handle_inheritable(handle, True)
        passed = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            cwd=PROJECT,
            env=environment,
            startupinfo=passed,
            creationflags=subprocess.CREATE_NO_WINDOW,
        )
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, cwd=PROJECT, env=environment, pass_fds=[handle]
    )


def end_child(child: Child) -> None:
    """Let one end, or make it end if it does not soon."""
    child.connection.close()
    try:
        child.process.wait(_ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        child.process.kill()
        child.process.wait()
