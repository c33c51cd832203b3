"""One training at a time: who goes next."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from core.runs.events import EventWriter
from core.runs.run_directory import RunDirectory, all_folders
from core.runs.studies import Study

_POLL = 0.25


@contextmanager
def turn(run: RunDirectory, diary: EventWriter) -> Iterator[bool]:
    """Wait until no other training runs and no older one waits, and keep others waiting.

    Parameters
    ----------
    run : RunDirectory
        Who waits; its own lock is held by the caller.
    diary : EventWriter
        Told once if there is something to wait for.

    Yields
    ------
    bool
        True when its turn has come, False if it was asked to stop while it waited.
    """
    lock = FileLock(run.workspace.training_lock)
    announced = False
    while not run.stop_request.exists():
        if _goes(run, lock):
            try:
                yield True
            finally:
                lock.release()
            return
        if not announced:
            diary.write("queued")
            announced = True
        diary.beat()
        time.sleep(_POLL)
    yield False


def ahead(run: RunDirectory) -> int:
    """Return how many trainings and studies that were started before this one work or wait.

    One whose worker is only just coming up counts: two workers that were started together may
    come in either order.
    """
    others = [*all_folders(run.workspace, RunDirectory), *all_folders(run.workspace, Study)]
    return sum(other.run_id < run.run_id and other.going for other in others)


def _goes(run: RunDirectory, lock: FileLock) -> bool:
    if ahead(run):
        return False
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    return True
