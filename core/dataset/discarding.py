"""Imports that never came to their end: what they keep of a person's files, let go."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from core.dataset.import_folders import all_folders, find_job
from core.dataset.import_jobs import ImportJob
from core.errors import ImportRefused, WorkspaceProblem
from core.files import file_age
from core.processes import is_held
from core.workspace import Workspace

UNENDED = ("failed", "interrupted")
"""What an import is that can go on, or be discarded."""

DISCARDED = "The files that were waiting here are removed; photos that were added already stay."
"""What became of an import that was discarded, for whoever did it."""

_LOCK_SECONDS = 2  # longer than a look at whether it is held
_FRESH_SECONDS = 60
"""An import whose files have come that lately may be about to be registered."""


def discard_import(workspace: Workspace, job_id: str) -> None:
    """Give up an import that failed or was interrupted, and remove the files it still keeps.

    Photos that it added stay.

    Raises
    ------
    NotInDataset
        If there is no such import.
    ImportRefused
        If it goes on right now, or came to its end.
    WorkspaceProblem
        If the disk refuses; it can be discarded again then.
    """
    job = find_job(workspace, job_id)
    if job.progress().status == "running":
        raise _goes_on()
    try:
        with FileLock(job.lock, timeout=_LOCK_SECONDS):
            if job.is_finished:
                raise ImportRefused("This import is finished: nothing of it waits.")
            for folder in (job.received, job.tables, job.incoming):
                _remove(folder)
            job.unregister()
    except Timeout as error:
        raise _goes_on() from error
    except OSError as error:
        raise WorkspaceProblem(
            f"{error.filename or job.folder} could not be removed: {error.strerror or error}.",
            "The import is not discarded.",
            "Allow writing there, then discard it again.",
        ) from error
    shutil.rmtree(job.folder, ignore_errors=True)  # a report, a log: the next start tries again


@contextmanager
def being_received(job: ImportJob) -> Iterator[None]:
    """Show that files of an import are just coming in; if they do not, nothing of it stays.

    Raises
    ------
    OSError
        If the disk refuses.
    """
    with forgotten_on_failure(job):
        job.folder.mkdir(parents=True)
        with FileLock(job.lock):
            yield


@contextmanager
def forgotten_on_failure(job: ImportJob) -> Iterator[None]:
    """Remove all of an import that cannot begin; one that was begun before stays."""
    begun = job.is_registered
    try:
        yield
    except BaseException:
        if not begun:
            shutil.rmtree(job.folder, ignore_errors=True)
        raise


def left_behind(workspace: Workspace) -> Iterator[Path]:
    """Yield what imports received and nobody will ask for.

    Of an import that was cut off before it was registered all, of a finished one its files. One
    that failed or was interrupted can go on: a person discards it.
    """
    for job in all_folders(workspace):
        if is_held(job.lock):
            continue
        if not job.is_registered:
            newest = min(file_age(job.folder), file_age(job.received))
            if abs(newest) > _FRESH_SECONDS:
                yield job.folder
        elif _is_over(job):
            yield from (each for each in (job.received, job.tables) if each.exists())


def _is_over(job: ImportJob) -> bool:
    with suppress(OSError, ValueError, LookupError):  # an import that cannot be read is told
        return job.is_finished
    return False


def _goes_on() -> ImportRefused:
    return ImportRefused(
        "This import goes on right now.", "Nothing was discarded.", "Wait until it has ended."
    )


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
