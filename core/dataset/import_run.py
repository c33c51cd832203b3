"""The work of one import: list, decode in other processes, write in batches, report."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from core.dataset import import_log
from core.dataset.class_table import ensure_classes
from core.dataset.entries import Listing
from core.dataset.import_items import in_chunks, list_items
from core.dataset.import_jobs import ImportJob
from core.dataset.import_records import ImportProgress, ImportReport
from core.dataset.import_report import build_report
from core.dataset.pool import DirectReader, PicturePool
from core.dataset.preparing import Keeper, Outcome, flush
from core.dataset.sources import Item
from core.dataset.store import DatasetStore
from core.disk_refusals import advice, why
from core.errors import CoreError, ImportRefused

OnProgress = Callable[[ImportProgress], None]

_BATCH_FILES = 1000
_BATCH_SECONDS = 1.0
_TOLD_EVERY = 0.25
_LOCK_SECONDS = 2  # longer than a look at whether it is held
_FREE_BYTES = 200_000_000


def run(
    job: ImportJob, on_progress: OnProgress | None = None, workers: int | None = None
) -> ImportReport:
    """Import what a job says, from where it was left.

    Parameters
    ----------
    job : ImportJob
        A registered import.
    on_progress : callable, optional
        Called about four times a second.
    workers : int or None, optional
        Processes that decode; one per core by default, 0 for this process.

    Returns
    -------
    ImportReport
        Over all sittings of this import.

    Raises
    ------
    ImportRefused
        If the source cannot be read, or another process imports it right now.
    WorkspaceProblem
        If the data folder cannot take the pictures.
    """
    lock = FileLock(job.lock)
    try:
        lock.acquire(timeout=_LOCK_SECONDS)
    except Timeout as error:
        raise ImportRefused("This import is running already.", advice="Wait for it.") from error
    try:
        if job.progress().status == "finished":
            return job.report()
        return _worked(job, on_progress, workers)
    finally:
        lock.release()


def _worked(job: ImportJob, on_progress: OnProgress | None, workers: int | None) -> ImportReport:
    try:
        job.started()
        return _Sitting(job, on_progress, workers).run()
    except CoreError as error:
        _give_up(job, error)
        raise
    except OSError as error:
        told = _disk_problem(error)
        _give_up(job, told)
        raise told from error


def _give_up(job: ImportJob, error: CoreError) -> None:
    shutil.rmtree(job.incoming, ignore_errors=True)
    with suppress(OSError):  # a disk without room even for this: it reads as interrupted
        job.fail(str(error))


class _Sitting:
    """One process's part of an import, from taking the lock to the end or the next interruption."""

    def __init__(self, job: ImportJob, on_progress: OnProgress | None, workers: int | None) -> None:
        self._job = job
        self._tell = on_progress
        self._workers = workers
        self._began = time.monotonic()
        self._told = 0.0
        self._before = 0
        self._progress = replace(job.progress(), status="running", message="")
        self._seconds_before = self._progress.seconds

    def run(self) -> ImportReport:
        job = self._job
        _check_space(job.workspace.data)
        with (
            closing(self._reader()) as reader,
            DatasetStore.open(job.workspace) as store,
        ):
            reader.warm_up()
            items, listing = list_items(job, reader.open)
            left = self._resume(store, items, len(listing.refused))
            self._say(now=True)
            for batch in self._batches(reader, left):
                flush()
                with store.transaction() as connection:
                    ensure_classes(connection, _labels(items))
                    counts = import_log.write_batch(connection, job.id, self._name, batch)
                self._advance(counts)
            return self._finish(store, listing)

    @property
    def _name(self) -> str:
        return self._progress.name

    def _resume(self, store: DatasetStore, items: Sequence[Item], refused: int) -> list[Item]:
        with store.reading() as connection:
            finished = import_log.finished_keys(connection, self._job.id)
            counts = import_log.outcome_counts(connection, self._job.id)
        left = [item for item in items if item.key not in finished]
        self._before = sum(counts.values())
        self._progress = replace(
            self._progress,
            done=self._before,
            total=self._before + len(left),
            added=counts["added"],
            duplicates=counts["duplicate"],
            refused=counts["refused"] + refused,
        )
        return left

    def _batches(
        self, reader: PicturePool | DirectReader, items: Sequence[Item]
    ) -> Iterator[list[tuple[Item, Outcome]]]:
        batch: list[tuple[Item, Outcome]] = []
        since = time.monotonic()
        for done in _prepared(reader, items):
            batch += done
            self._say(waiting=len(batch))
            if len(batch) >= _BATCH_FILES or time.monotonic() - since > _BATCH_SECONDS:
                yield batch
                batch, since = [], time.monotonic()
        if batch:
            yield batch

    def _reader(self) -> PicturePool | DirectReader:
        incoming = self._job.incoming
        shutil.rmtree(incoming, ignore_errors=True)
        incoming.mkdir(parents=True)
        keeper = Keeper(self._job.workspace, incoming)
        return DirectReader(keeper) if self._workers == 0 else PicturePool(keeper, self._workers)

    def _advance(self, counts: dict[str, int]) -> None:
        now = self._progress
        self._progress = replace(
            now,
            done=now.done + sum(counts.values()),
            added=now.added + counts["added"],
            duplicates=now.duplicates + counts["duplicate"],
            refused=now.refused + counts["refused"],
        )
        self._say()

    def _say(self, waiting: int = 0, *, now: bool = False) -> None:
        passed = time.monotonic() - self._began
        if not now and passed - self._told < _TOLD_EVERY:
            return
        self._told = passed
        done = self._progress.done + waiting
        rate = (done - self._before) / passed if passed else 0.0
        left = (self._progress.total - done) / rate if rate else None
        told = replace(
            self._progress,
            done=done,
            per_second=round(rate, 1),
            seconds_left=left,
            seconds=self._seconds_before + passed,
        )
        self._job.write_progress(told)
        if self._tell is not None:
            self._tell(told)

    def _finish(self, store: DatasetStore, listing: Listing) -> ImportReport:
        job = self._job
        seconds = round(self._seconds_before + time.monotonic() - self._began, 3)
        with store.reading() as connection:
            files = import_log.imported_files(connection, job.id)
            report = build_report(job.id, self._name, files, listing, seconds)
        job.write_report(report)
        self._progress = replace(self._progress, status="finished")
        self._say(now=True)
        for folder in (job.received, job.tables, job.incoming):
            shutil.rmtree(folder, ignore_errors=True)
        return report


def _prepared(
    reader: PicturePool | DirectReader, items: Sequence[Item]
) -> Iterator[list[tuple[Item, Outcome]]]:
    chunks = list(in_chunks(items))
    outcomes = reader.run([item.loader for item in chunk] for chunk in chunks)
    for chunk, done in zip(chunks, outcomes, strict=True):
        yield list(zip(chunk, done, strict=True))


def _labels(items: Sequence[Item]) -> list[str]:
    return sorted({item.label for item in items if item.label is not None}, key=str.casefold)


def _check_space(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < _FREE_BYTES:
        raise ImportRefused(
            f"Only {free / 1e6:.0f} MB are free on the disk of {folder}.",
            f"Adding photos needs at least {_FREE_BYTES / 1e6:.0f} MB.",
            "Free some space, then add the photos again.",
        )


def _disk_problem(error: OSError) -> ImportRefused:
    return ImportRefused(
        f"The disk did not take the photos: {why(error)}.",
        "What was added so far is safe.",
        advice(error, "go on with this import"),
    )
