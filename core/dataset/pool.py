"""Processes that decode pictures; one that dies costs the file it died of, nothing else."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Self

from core.dataset.entries import Loader
from core.dataset.preparing import Keeper, Outcome, Refused, start_worker

Chunk = Sequence[Loader]

_MOST_WORKERS = 8
_CHUNKS_AHEAD = 64
_CHUNKS_PER_POOL = 500
_DIED = "The file brought the picture reader down. Save it again with another program."


class DirectReader:
    """Turns files into kept pictures in this very process, for small imports and tests."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def warm_up(self) -> None:
        """Do nothing: there is nothing to start."""

    def run(self, chunks: Iterable[Chunk]) -> Iterator[list[Outcome]]:
        """Prepare chunks of files; their outcomes come in the order of the chunks."""
        return map(self._keeper.prepare, chunks)


class PicturePool:
    """Several processes that turn files into kept pictures.

    Parameters
    ----------
    keeper : Keeper
        Where the pictures go.
    workers : int or None, optional
        How many processes; one per core, at most 8, by default.
    """

    def __init__(self, keeper: Keeper, workers: int | None = None) -> None:
        self._keeper = keeper
        self._workers = workers or min(_MOST_WORKERS, os.cpu_count() or 1)
        self._used = 0
        self._pool = self._fresh(self._workers)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def warm_up(self) -> None:
        """Let the processes start while this one does something else."""
        self._pool.submit(os.getpid)

    def run(self, chunks: Iterable[Chunk]) -> Iterator[list[Outcome]]:
        """Prepare chunks of files; their outcomes come in the order of the chunks."""
        waiting: deque[tuple[Chunk, Future[list[Outcome]]]] = deque()
        for chunk in chunks:
            if self._used >= _CHUNKS_PER_POOL:
                yield from self._drain(waiting)
                self._renew()
            waiting.append((chunk, self._submit(chunk)))
            if len(waiting) >= _CHUNKS_AHEAD:
                yield self._next(waiting)
        yield from self._drain(waiting)

    def _fresh(self, workers: int) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(workers, mp_context=context, initializer=start_worker)

    def _renew(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = self._fresh(self._workers)
        self._used = 0

    def _submit(self, chunk: Chunk) -> Future[list[Outcome]]:
        self._used += 1
        try:
            return self._pool.submit(self._keeper.prepare, chunk)
        except BrokenProcessPool as error:
            broken: Future[list[Outcome]] = Future()
            broken.set_exception(error)
            return broken

    def _drain(
        self, waiting: deque[tuple[Chunk, Future[list[Outcome]]]]
    ) -> Iterator[list[Outcome]]:
        while waiting:
            yield self._next(waiting)

    def _next(self, waiting: deque[tuple[Chunk, Future[list[Outcome]]]]) -> list[Outcome]:
        chunk, future = waiting.popleft()
        try:
            return future.result()
        except BrokenProcessPool:
            self._renew()
            for position, (later, pending) in enumerate(waiting):
                if isinstance(pending.exception(), BrokenProcessPool):
                    waiting[position] = (later, _settled(self._examine(later)))
            return self._examine(chunk)

    def _examine(self, chunk: Chunk) -> list[Outcome]:
        try:
            return self._pool.submit(self._keeper.prepare, chunk).result()
        except BrokenProcessPool:
            self._renew()
            return [self._alone(loader) for loader in chunk]

    def _alone(self, loader: Loader) -> Outcome:
        try:
            return self._pool.submit(self._keeper.prepare, [loader]).result()[0]
        except BrokenProcessPool:
            self._renew()
            return Refused(_DIED)


def _settled(outcomes: list[Outcome]) -> Future[list[Outcome]]:
    future: Future[list[Outcome]] = Future()
    future.set_result(outcomes)
    return future
