"""Work on what comes from outside, done by processes under limits: one that dies costs one file.

A child is a plain ``python -m`` process and not one of `multiprocessing`: that would run the main
script once more in it, which in the app is the app.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from core.errors import CoreError
from core.limited_child import OVER_MEMORY, OVER_TIME, READY, SOUND
from core.limits import READER_CPU_SECONDS, READER_FILES, READER_MEMORY, READER_SECONDS
from core.workspace import PROJECT

Item = TypeVar("Item")
Answer = TypeVar("Answer")

_STARTING_SECONDS = 60.0
_ENDING_SECONDS = 5.0
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Threads of a library would each take memory from the limit, and are not needed."""

_TOO_LONG = (-getattr(signal, "SIGXCPU", 0), OVER_TIME)


@dataclass(frozen=True, slots=True)
class Died:
    """In place of an answer: reading a file brought its process down, and how, as a sentence."""

    reason: str


_BROKE = Died("The file brought the picture reader down. Save it again with another program.")
_SLOW = Died(
    f"Reading the file took more than {READER_CPU_SECONDS} seconds, so it was stopped. "
    "Save it again with another program."
)
_STALLED = Died(
    f"The file did not come within {READER_SECONDS:.0f} seconds. Copy it to this computer first."
)
_LARGE = Died(
    f"Reading the file needs more than {READER_MEMORY >> 30} GB of memory. Save a smaller copy."
)


@dataclass
class _Child:
    process: subprocess.Popen[bytes]
    connection: Connection[Any, Any]
    files: int = 0


class LimitedProcess:
    """One process under limits, started when needed, replaced when it dies or has done enough.

    One thread at a time may use it.
    """

    def __init__(self) -> None:
        self._child: _Child | None = None

    @property
    def process_id(self) -> int | None:
        """The process id of the child, None while there is none."""
        return self._child.process.pid if self._child else None

    def run(self, work: Callable[[Item], Answer], items: Sequence[Item]) -> list[Answer | Died]:
        """Do the same work on several pieces.

        Parameters
        ----------
        work : callable
            A function, method or partial that can be sent to another process.
        items : sequence
            What it is called with, one by one.

        Returns
        -------
        list
            In order: what it returned, or `Died` where it brought the process down.

        Raises
        ------
        CoreError, OSError
            If the work raised it: it is about more than one piece.
        """
        answers: list[Answer | Died] = []
        while len(answers) < len(items):
            answers += self._until_death(work, items[len(answers) :])
        return answers

    def close(self) -> None:
        """End the process; it begins anew where more is asked of it."""
        self._drop(kill=False)

    def _until_death(
        self, work: Callable[[Item], Answer], items: Sequence[Item]
    ) -> list[Answer | Died]:
        child = self._living()
        answers: list[Answer | Died] = []
        try:
            for value, error, status in _answers(child, work, items):
                answers.append(_sound(value, error, status))
        except _Ended as ended:
            answers.append(self._post_mortem(child, stalled=ended.stalled))
        except BaseException:
            self._drop()  # else answers nobody waited for would come to the next question
            raise
        child.files += len(items)
        if child.files >= READER_FILES:
            self.close()
        return answers

    def _living(self) -> _Child:
        if self._child is None:
            self._child = _started()
        return self._child

    def _post_mortem(self, child: _Child, *, stalled: bool) -> Died:
        self._drop(kill=stalled)
        if stalled:
            return _STALLED
        return _died_of(child.process.returncode)

    def _drop(self, *, kill: bool = True) -> None:
        child, self._child = self._child, None
        if child is not None:
            if kill:
                child.process.kill()
            _end(child)


def _sound(value: Any, error: Exception | None, status: int) -> Any:
    if error is not None:
        raise error
    return value if status == SOUND else _died_of(status)


def _died_of(status: int) -> Died:
    if status == OVER_MEMORY:
        return _LARGE
    return _SLOW if status in _TOO_LONG else _BROKE


class _Ended(Exception):
    """A process is gone, or does not answer any more."""

    def __init__(self, *, stalled: bool) -> None:
        super().__init__()
        self.stalled = stalled


def _answers(
    child: _Child, work: Callable[[Item], Answer], items: Sequence[Item]
) -> Iterator[tuple[Any, Exception | None, int]]:
    try:
        child.connection.send((work, list(items)))
        for _ in items:
            if not child.connection.poll(READER_SECONDS):
                raise _Ended(stalled=True)
            answer = child.connection.recv()
            yield answer
    except (EOFError, ConnectionError) as error:
        raise _Ended(stalled=False) from error


def _started() -> _Child:
    ours, theirs = multiprocessing.Pipe()
    with theirs:
        process = _spawned(theirs.fileno())
    child = _Child(process, ours)
    try:
        if ours.poll(_STARTING_SECONDS) and ours.recv() == READY:
            return child
    except (EOFError, ConnectionError):
        pass
    process.kill()
    _end(child)
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


def _end(child: _Child) -> None:
    child.connection.close()
    try:
        child.process.wait(_ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        child.process.kill()
        child.process.wait()
