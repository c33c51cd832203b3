"""Several processes under limits at work on many files."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import LifoQueue
from typing import TypeVar

from core.limited import Died, LimitedProcess

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class LimitedPool:
    """Several processes under limits; any thread may ask.

    Parameters
    ----------
    workers : int
        How many at most; each starts when it is needed first.
    """

    def __init__(self, workers: int) -> None:
        self._ahead = 8 * workers
        self._threads = ThreadPoolExecutor(workers, "limited")
        self._processes = [LimitedProcess() for _ in range(workers)]
        self._idle: LifoQueue[LimitedProcess] = LifoQueue()
        for each in reversed(self._processes):
            self._idle.put(each)

    def submit(
        self, work: Callable[[Item], Answer], items: Sequence[Item]
    ) -> Future[list[Answer | Died]]:
        """Have work done on several pieces, as `LimitedProcess.run` does it."""
        return self._threads.submit(self._run, work, items)

    def run(
        self, work: Callable[[Item], Answer], chunks: Iterable[Sequence[Item]]
    ) -> Iterator[list[Answer | Died]]:
        """Have work done on chunks of pieces; the answers come in the order of the chunks."""
        waiting: deque[Future[list[Answer | Died]]] = deque()
        for chunk in chunks:
            waiting.append(self.submit(work, chunk))
            if len(waiting) >= self._ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def close(self) -> None:
        """Let what was begun end, forget the rest, and end the processes."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        for each in self._processes:
            each.close()

    def _run(self, work: Callable[[Item], Answer], items: Sequence[Item]) -> list[Answer | Died]:
        process = self._idle.get()
        try:
            return process.run(work, items)
        finally:
            self._idle.put(process)
