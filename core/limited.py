"""Work on what comes from outside, done by processes under limits: one that dies costs one file.

A child is a plain ``python -m`` process and not one of `multiprocessing`: that would run the main
script once more in it, which in the app is the app.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from core.limited_child import OVER_MEMORY, OVER_TIME, SOUND
from core.limited_start import Child, end_child, start_child
from core.limits import (
    READER_AGAIN_SECONDS,
    READER_CPU_SECONDS,
    READER_FILES,
    READER_MEMORY,
    READER_SECONDS,
)

Item = TypeVar("Item")
Answer = TypeVar("Answer")

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
_LONG = (_SLOW, _STALLED)


@dataclass(frozen=True, slots=True)
class _Way:
    """Whether each answer comes alone, and seconds of computing and of waiting for one."""

    alone: bool
    computing: int
    waiting: float


_TOGETHER = _Way(False, READER_CPU_SECONDS, READER_SECONDS)
_ALONE = _Way(True, READER_CPU_SECONDS, READER_SECONDS)
_AGAIN = _Way(True, READER_AGAIN_SECONDS, READER_SECONDS / 2)


class LimitedProcess:
    """One process under limits, started when needed, replaced when it dies or has done enough.

    One thread at a time may use it.
    """

    def __init__(self) -> None:
        self._child: Child | None = None

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
            more, death = self._until_death(work, items[len(answers) :], _TOGETHER)
            answers += more
            if death is not None:
                answers += self._alone(work, items[len(answers) :], death)
        return answers

    def close(self) -> None:
        """End the process; it begins anew where more is asked of it."""
        self._drop(kill=False)

    def _alone(
        self, work: Callable[[Item], Answer], items: Sequence[Item], death: Died
    ) -> list[Answer | Died]:
        """Find out which piece brought the process down: the first one, or one soon after it.

        Answers that were to go together died with it. What came before the deadly piece was
        quick, so it need not be waited for as long again.
        """
        if len(items) == 1:
            return [death]
        answers, again = self._until_death(work, items, _AGAIN if death in _LONG else _ALONE)
        return answers if again is None else [*answers, again]

    def _until_death(
        self, work: Callable[[Item], Answer], items: Sequence[Item], way: _Way
    ) -> tuple[list[Answer | Died], Died | None]:
        child = self._living()
        answers: list[Answer | Died] = []
        try:
            for value, error, status in _answers(child, work, items, way):
                answers.append(_sound(value, error, status))
        except _Ended as ended:
            return answers, self._post_mortem(child, stalled=ended.stalled)
        except BaseException:
            self._drop()  # else answers nobody waited for would come to the next question
            raise
        child.files += len(items)
        if child.files >= READER_FILES:
            self.close()
        return answers, None

    def _living(self) -> Child:
        if self._child is None:
            self._child = start_child()
        return self._child

    def _post_mortem(self, child: Child, *, stalled: bool) -> Died:
        self._drop(kill=stalled)
        if stalled:
            return _STALLED
        return _died_of(child.process.returncode)

    def _drop(self, *, kill: bool = True) -> None:
        child, self._child = self._child, None
        if child is not None:
            if kill:
                child.process.kill()
            end_child(child)


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
    child: Child, work: Callable[[Item], Answer], items: Sequence[Item], way: _Way
) -> Iterator[tuple[Any, Exception | None, int]]:
    waiting = len(items)
    try:
        child.connection.send((work, list(items), way.alone, way.computing))
        while waiting:
            if not child.connection.poll(way.waiting):
                raise _Ended(stalled=True)
            answers = child.connection.recv()
            waiting -= len(answers)
            yield from answers
    except (EOFError, ConnectionError) as error:
        raise _Ended(stalled=False) from error
