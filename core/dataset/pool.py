"""Processes that decode pictures; one that dies costs the file it died of, nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

from core.dataset.entries import Loader
from core.dataset.opening import open_here, opened, spread
from core.dataset.preparing import Keeper, Outcome, Refused
from core.limited import Died
from core.limited_pool import LimitedPool

Chunk = Sequence[Loader]
Found = TypeVar("Found")

_MOST_WORKERS = 8


class DirectReader:
    """Turns files into kept pictures in this very process, for pictures of our own and tests."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def warm_up(self) -> None:
        """Do nothing: there is nothing to start."""

    def close(self) -> None:
        """Do nothing: there is nothing to end."""

    def open(self, name: str, work: Callable[..., Found], *given: Any) -> Found:
        """Call a function that opens a source, as `core.dataset.opening.Opener`."""
        return open_here(name, work, *given)

    def run(self, chunks: Iterable[Chunk]) -> Iterator[list[Outcome]]:
        """Prepare chunks of files; their outcomes come in the order of the chunks."""
        return map(self._keeper.prepare, chunks)


class PicturePool:
    """Several processes under limits that turn files into kept pictures.

    Parameters
    ----------
    keeper : Keeper
        Where the pictures go.
    workers : int or None, optional
        How many processes; one per core, at most 8, by default.
    """

    def __init__(self, keeper: Keeper, workers: int | None = None) -> None:
        self._keeper = keeper
        self._pool = LimitedPool(workers or min(_MOST_WORKERS, os.cpu_count() or 1))

    def close(self) -> None:
        """End the processes."""
        self._pool.close()

    def warm_up(self) -> None:
        """Let a process start while this one does something else."""
        self._pool.submit(_wake, [None])

    def open(self, name: str, work: Callable[..., Found], *given: Any) -> Found:
        """Call a function that opens a source, as `core.dataset.opening.Opener`."""
        return opened(name, self._pool.submit(partial(spread, work), [given]).result())

    def run(self, chunks: Iterable[Chunk]) -> Iterator[list[Outcome]]:
        """Prepare chunks of files; their outcomes come in the order of the chunks."""
        for outcomes in self._pool.run(self._keeper.prepare_one, chunks):
            yield [Refused(each.reason) if isinstance(each, Died) else each for each in outcomes]


def _wake(nothing: None) -> None:
    """Do nothing, with everything loaded that decoding needs."""
    return nothing
