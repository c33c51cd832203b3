"""What every save does beside the database itself: the log first, a copy now and then.

A change is in the log, on the disk, before the database commits it. So whatever was acknowledged is
in both, and a kill between the two leaves at most a change in the log that nobody was told of; the
next change of the same revision takes its place. Whoever reads the log goes by that.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from filelock import FileLock, Timeout
from sqlalchemy import Connection, select

from core.dataset.schema import REVISION, dataset
from core.dataset.snapshots import taking
from core.dataset.snapshots.log_file import (
    BEGIN,
    END,
    VOID,
    Line,
    append,
    begin_log,
    is_empty,
    last_revision,
)
from core.dataset.snapshots.places import LOG, Place, kept
from core.dataset.snapshots.watching import columns, forget, touched, watch
from core.disk_refusals import advice, why
from core.errors import CoreError, WorkspaceProblem
from core.workspace import Workspace

_LOOK_EVERY = 60.0
_LOCK_SECONDS = 10
_told = logging.getLogger(__name__)


class Keeper:
    """Keeps the log and the copies of one opened SQLite database.

    Parameters
    ----------
    workspace : Workspace
        Whose database.
    dataset_id : str
        Of the dataset.
    """

    def __init__(self, workspace: Workspace, dataset_id: str) -> None:
        self._workspace, self._dataset_id = workspace, dataset_id
        self._file = self._found()
        self._looked = -_LOOK_EVERY
        self._taker: threading.Thread | None = None
        self._seen: tuple[str, int, int] | None = None  # name of the log, its size, its end

    def moved(self) -> bool:
        """Return whether another file took the database's place since this was last asked."""
        before, self._file = self._file, self._found()
        return before != self._file

    def prepare(self, connection: Connection) -> None:
        """Let a connection notice what it will touch, and take the first copy if there is none.

        Where that copy cannot be made, what is to be saved is saved all the same.
        """
        connection.info.setdefault("file", self._file)
        watch(connection)
        if self._looked < 0 and not kept(self._workspace).snapshots:
            self._take(wait=True)

    @contextmanager
    def keeping(self, connection: Connection) -> Iterator[Keeping]:
        """Yield what writes one transaction to the log; afterwards a copy is taken if one is due.

        What the database refuses after all is taken back from the log.
        """
        self.prepare(connection)
        one = Keeping(self, connection)
        try:
            yield one
        except BaseException:
            one.withdraw()
            raise
        finally:
            one.release()
        self._look()

    def close(self) -> None:
        """Wait for a copy that is being taken."""
        if self._taker is not None:
            self._taker.join()

    def lock(self) -> FileLock:
        """Return what is held while a change reaches log and database."""
        return FileLock(self._workspace.log_lock, timeout=_LOCK_SECONDS)

    def write(self, connection: Connection) -> tuple[Place, int]:
        """Append what the transaction has done so far; `lock` has to be held.

        Returns
        -------
        tuple of (Place, int)
            Where it stands, and the revision.
        """
        if connection.info["file"] != self._found():
            raise _put_back()
        revision = connection.scalar(select(dataset.c.revision)) or 0
        place = self._place(revision)
        size = append(place.path, _lines(connection, revision))
        self._seen = place.path.name, size, revision
        return place, revision

    def void(self, place: Place, revision: int) -> None:
        """Take back the last change."""
        self._seen = place.path.name, append(place.path, [{VOID: revision}]), revision

    def _place(self, revision: int) -> Place:
        """Return the part of the log that goes on with a revision; a new one where none does."""
        here = kept(self._workspace)
        log = here.logs[-1] if here.logs else None
        copy = here.snapshots[-1] if here.snapshots else None
        known = self._end(log) if log else None
        if log is None or (copy is not None and copy > log):
            known = max(known or 0, copy.revision if copy else 0)
        life = max((each.life for each in (log, copy) if each), default=1)
        if known not in (revision - 1, revision):
            self._looked = -_LOOK_EVERY
            return self._begun(life + 1, revision)
        stale = log is None or log.schema != REVISION or is_empty(log.path)
        if log is None or stale or (copy is not None and copy > log):
            return self._begun(life, revision)
        return log

    def _end(self, log: Place) -> int:
        size = log.path.stat().st_size
        if self._seen is not None and self._seen[:2] == (log.path.name, size):
            return self._seen[2]
        found = last_revision(log.path)
        return log.revision - 1 if found is None else found

    def _begun(self, life: int, revision: int) -> Place:
        place = Place.of(self._workspace, life, revision, REVISION, LOG)
        header: Line = {"dataset": self._dataset_id, "schema": REVISION, "columns": columns()}
        begin_log(place.path, header)
        return place

    def _look(self) -> None:
        """Take a copy in a thread of its own where one is due, looked at once a minute."""
        now = time.monotonic()
        if now - self._looked < _LOOK_EVERY:
            return
        self._looked = now
        if taking.is_due(self._workspace):
            self._taker = threading.Thread(target=self._take, name="database copy")
            self._taker.start()

    def _take(self, *, wait: bool = False) -> None:
        try:
            taking.take(self._workspace, wait=wait)
        except CoreError as error:
            _told.warning("%s", error)  # `doctor` tells that the copies are old, and why

    def _found(self) -> tuple[int, int] | None:
        try:
            found = self._workspace.database.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino


class Keeping:
    """One transaction on its way into log and database."""

    def __init__(self, keeper: Keeper, connection: Connection) -> None:
        self._keeper, self._connection = keeper, connection
        self._lock: FileLock | None = None
        self._written: tuple[Place, int] | None = None

    def begin(self) -> None:
        """Forget what the connection touched before; inside the transaction."""
        forget(self._connection)

    def write(self) -> None:
        """Write all of it to the log, as the last thing before the commit.

        Raises
        ------
        WorkspaceProblem
            If the database is just being put back, or the disk refuses.
        """
        lock = self._keeper.lock()
        try:
            lock.acquire()
            self._lock = lock
            self._written = self._keeper.write(self._connection)
        except Timeout as error:
            raise _put_back() from error
        except OSError as error:
            raise _not_taken(error) from error

    def withdraw(self) -> None:
        """Take it back from the log, if it came so far."""
        if self._written is not None:
            with suppress(OSError):  # then the next change of this revision takes its place
                self._keeper.void(*self._written)

    def release(self) -> None:
        """Let the next one save."""
        if self._lock is not None:
            self._lock.release()


def _lines(connection: Connection, revision: int) -> Iterator[Line]:
    yield {BEGIN: revision}
    for part in touched(connection):
        kind, value = ("gone", part.gone) if part.gone else ("rows", part.rows)
        yield {"table": part.table, kind: value}
    yield {END: revision, "at": time.time_ns() // 1_000_000}


def _not_taken(error: OSError) -> WorkspaceProblem:
    return WorkspaceProblem(
        f"The disk did not take this: {why(error)}.", "Nothing was saved.", advice(error)
    )


def _put_back() -> WorkspaceProblem:
    return WorkspaceProblem(
        "The database is being put back, or was just now.",
        "Nothing was saved.",
        "Reload the page in a moment, then try again.",
    )
