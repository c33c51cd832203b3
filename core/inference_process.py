"""The child process that holds models, seen from its parent: start, ask, replace."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import IO, Any

from core import errors
from core.errors import CoreError
from core.inference_messages import read_message, write_message
from core.workspace import PROJECT

_LONGEST_JOB = 300.0
_LONGEST_GLANCE = 60.0  # a slow computer loads TensorFlow and a model first
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # named on Windows alone
_ENVIRONMENT = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
"""Quiet, and off the graphics card: a training may need all of that."""


class ModelProcessEnded(CoreError):
    """The child died while it worked on a request."""


class ModelProcess:
    """A child process that is started when needed and replaced when it dies.

    Any thread may ask; one request is worked on at a time.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def process_id(self) -> int | None:
        """The process id of the child, None while there is none."""
        child = self._child
        return child.pid if child else None

    def start(self) -> None:
        """Start the child if there is none; it goes on loading by itself."""
        if self._lock.acquire(blocking=False):  # else somebody is asking it already
            try:
                self._living()
            finally:
                self._lock.release()

    def ask(
        self, request: Mapping[str, Any], *, attempts: int = 2, longest: float = _LONGEST_JOB
    ) -> Any:
        """Send a request and wait for its reply.

        Parameters
        ----------
        request : mapping
            What `core.inference_messages.write_message` takes.
        attempts : int, default 2
            How often to send it, each time to a new child, if the child dies of it.
        longest : float, optional
            Seconds after which a child that has not answered is ended.

        Returns
        -------
        JSON value that may hold bytes
            The reply.

        Raises
        ------
        ModelProcessEnded
            If every attempt killed the child.
        """
        with self._lock:
            for _ in range(attempts):
                try:
                    return _exchange(self._living(), request, longest)
                except (OSError, EOFError):
                    self._drop()
                except BaseException:
                    self._drop()  # else the reply nobody waited for would answer the next request
                    raise
        raise ModelProcessEnded(
            "The part of the app that looks at photos stopped unexpectedly.",
            "It needs about 1 GB of free memory.",
            "Close other programs and try again; the terminal says more.",
        )

    def close(self) -> None:
        """End the child; a later request starts a new one."""
        with self._lock:
            self._drop()

    def _living(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is not None:
            self._drop()
        if self._child is None:
            self._child = _spawn()
        return self._child

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for stream in (child.stdin, child.stdout):
                _close(stream)


class Questions:
    """Asks the child, and raises what it refused."""

    def __init__(self) -> None:
        self._process = ModelProcess()

    def _ask(self, *, attempts: int = 2, longest: float = _LONGEST_JOB, **request: Any) -> Any:
        return _value(self._process.ask(request, attempts=attempts, longest=longest))

    def _glance(self, **request: Any) -> Any:
        """Ask what takes a second or two: a child that hangs is not waited for much longer."""
        return self._ask(longest=_LONGEST_GLANCE, **request)


def _value(reply: Mapping[str, Any]) -> Any:
    """Return the value of a reply, or raise the error it carries."""
    if "error" not in reply:
        return reply["value"]
    name, *sentences = reply["error"]
    kind = getattr(errors, name, CoreError)
    raise kind(*sentences)


def _spawn() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "core.inference_child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=PROJECT,
        env={**os.environ, **_ENVIRONMENT},
        creationflags=_NO_WINDOW,
    )


def _exchange(child: subprocess.Popen[bytes], request: Mapping[str, Any], longest: float) -> Any:
    watchdog = threading.Timer(longest, child.kill)
    watchdog.start()
    try:
        write_message(_open(child.stdin), request)
        return read_message(_open(child.stdout))
    finally:
        watchdog.cancel()


def _open(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise EOFError
    return stream


def _close(stream: IO[bytes] | None) -> None:
    try:
        _open(stream).close()
    except OSError:  # unsent bytes of a request that nobody is left to read
        return
