"""The dataset, opened: pictures, classes, counts, and transactions."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, select, update

from core.dataset import queries
from core.dataset.class_table import used_class_names, used_classes
from core.dataset.database import open_database
from core.dataset.records import DatasetSummary, PictureQuery, PictureRecord
from core.dataset.reserve import room_kept
from core.dataset.schema import dataset
from core.dataset.snapshots.keeper import Keeper
from core.dataset.troubles import plainly
from core.errors import NotInDataset
from core.workspace import Workspace


class DatasetStore:
    """A workspace's pictures and labels; open it with `DatasetStore.open`.

    One store may be used by many threads at once: each takes its own connection from a pool.
    Several stores and several programs may have the same dataset open.
    """

    def __init__(self, workspace: Workspace, engine: Engine, dataset_id: str) -> None:
        self.workspace = workspace
        self.dataset_id = dataset_id
        self._engine = engine
        self._own = threading.local()
        own_file = engine.url.database == str(workspace.database)
        self._keeper = Keeper(workspace, dataset_id) if own_file else None

    @classmethod
    def open(cls, workspace: Workspace, *, check: bool = False) -> DatasetStore:
        """Open the dataset of a workspace, creating it where there is none.

        Parameters
        ----------
        workspace : Workspace
            Where it lies.
        check : bool, optional
            Whether to look at every page of the database first (half a second where it holds
            100,000 photos).

        Raises
        ------
        DatabaseDamaged
            If the database can be put back from its copies only.
        WorkspaceProblem
            If the folder cannot be used or the database does not fit the pictures.
        """
        return cls(workspace, *open_database(workspace, check=check))

    def close(self) -> None:
        """Give all connections back."""
        if self._keeper:
            self._keeper.close()
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Write: all of the block is saved, or nothing.

        Inside another transaction of the same thread it joins that one. One writer at a time; the
        next waits up to ten seconds.

        Raises
        ------
        WorkspaceProblem
            If another program keeps the database busy, or the disk refuses.
        OutcomeUnknown
            If connection or disk failed at its very end: perhaps all is saved, perhaps nothing.
        """
        outer = self._current()
        if outer is not None:
            yield outer
            return
        with (
            room_kept(self.workspace),
            plainly(self.workspace),
            self._engine_now().connect() as plain,
        ):
            connection = plain.execution_options(writes=True)
            keeping = self._keeper.keeping(connection) if self._keeper else nullcontext()
            with keeping as kept, connection.begin():
                if kept:
                    kept.begin()
                # The first write also takes the row lock that makes writers on PostgreSQL queue.
                connection.execute(update(dataset).values(revision=dataset.c.revision + 1))
                self._own.connection = connection
                try:
                    yield connection
                finally:
                    self._own.connection = None
                if kept:
                    kept.write()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read: everything in the block sees the same state of the dataset."""
        outer = self._current()
        if outer is not None:
            yield outer
            return
        with (
            plainly(self.workspace),
            self._engine_now().connect() as connection,
            connection.begin(),
        ):
            yield connection

    def compact(self) -> bool:
        """Write the database's file anew, so that no freed place in it holds old text.

        Returns
        -------
        bool
            False where somebody else uses it or the disk refuses. A server does it by itself.
        """
        if self._engine.dialect.name != "sqlite":
            return True
        with plainly(self.workspace), self._engine_now().connect() as plain:
            driver: Any = plain.connection.driver_connection
            try:
                driver.execute("VACUUM")
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.DatabaseError:
                return False
        return True

    @property
    def is_writing(self) -> bool:
        """Whether this thread is inside a `transaction`."""
        return self._current() is not None

    def _engine_now(self) -> Engine:
        """Return the engine; after a database was put back, with new connections to it."""
        if self._keeper and self._keeper.moved():
            self._engine.dispose()
        return self._engine

    def _current(self) -> Connection | None:
        return getattr(self._own, "connection", None)

    def revision(self) -> int:
        """Return a number that grows with every write; a cheap key for what is derived."""
        with self.reading() as connection:
            return connection.scalar(select(dataset.c.revision)) or 0

    def summary(self) -> DatasetSummary:
        """Return the counts over the dataset."""
        with self.reading() as connection:
            return queries.summarise(connection)

    def classes(self) -> list[str]:
        """Return the classes that some picture in use has or a person added, in class order.

        A class is ordered by its first appearance; classes that come with one import are in
        alphabetical order.
        """
        with self.reading() as connection:
            return used_class_names(connection)

    def class_ids(self) -> dict[str, int]:
        """Return the row of each of `classes`, which stays the same when the class is renamed."""
        with self.reading() as connection:
            return used_classes(connection)

    def pictures(
        self, query: PictureQuery | None = None, offset: int = 0, limit: int = 24
    ) -> list[PictureRecord]:
        """Return one page of pictures."""
        with self.reading() as connection:
            return queries.find(connection, query or PictureQuery(), offset, limit)

    def count(self, query: PictureQuery | None = None) -> int:
        """Return how many pictures a query describes."""
        with self.reading() as connection:
            return queries.count(connection, query or PictureQuery())

    def picture_ids(self, query: PictureQuery | None = None) -> list[str]:
        """Return the ids of all pictures a query describes, in its order."""
        with self.reading() as connection:
            return queries.find_ids(connection, query or PictureQuery())

    def picture(self, picture_id: str) -> PictureRecord:
        """Return one picture, in use or in the bin.

        Raises
        ------
        NotInDataset
            If there is no picture with this id.
        """
        with self.reading() as connection:
            found = queries.get(connection, picture_id)
        if found is None:
            raise NotInDataset(f"There is no photo with the id {picture_id[:70]!r}.")
        return found

    def sources(self) -> list[str]:
        """Return the imports that pictures came with, in alphabetical order."""
        with self.reading() as connection:
            return queries.source_names(connection)

    def people(self) -> list[str]:
        """Return who changed pictures by hand, in alphabetical order."""
        with self.reading() as connection:
            return queries.people(connection)

    def records(self, ids: Sequence[str]) -> list[PictureRecord]:
        """Return pictures by their ids, in use or in the bin; ids not in the dataset are left out.

        Parameters
        ----------
        ids : sequence of str
            The pictures; they come back in this order.
        """
        with self.reading() as connection:
            found = queries.get_many(connection, ids)
        return [found[each] for each in ids if each in found]

    def training_pictures(self) -> list[tuple[str, str, str, str | None]]:
        """Return (id, suffix, label, split) of every labelled picture in use.

        Pictures are in order of arrival; the split is None where none was drawn yet.
        """
        with self.reading() as connection:
            return queries.labelled_rows(connection)
