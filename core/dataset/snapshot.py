"""The database of a workspace copied as it is at one moment, and such a copy looked at."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from core.dataset.schema import metadata
from core.dataset.snapshots.copying import copy_database
from core.dataset.store import DatasetStore
from core.errors import WorkspaceProblem
from core.workspace import Workspace, is_picture

_VERSION_TABLE = "alembic_version"


@dataclass(frozen=True)
class Snapshot:
    """What a copied database holds.

    Parameters
    ----------
    dataset_id : str
        Of the dataset.
    schema : str
        Revision of its tables.
    pictures : list of (str, str)
        Id and ending of the file of every picture, by id.
    """

    dataset_id: str
    schema: str
    pictures: list[tuple[str, str]]


def take_snapshot(workspace: Workspace, target: Path) -> Snapshot:
    """Copy the database by SQLite's backup API, while others may read and write it.

    The copy is of one moment: every label that was acknowledged before it is in it, and no change
    is in it by half (https://sqlite.org/backup.html); `copy_database` says how long writers wait.

    Raises
    ------
    WorkspaceProblem
        If the dataset cannot be opened or read.
    """
    with DatasetStore.open(workspace):  # created, migrated and sure to belong to its pictures
        pass
    copy_database(workspace.database, target)
    return read_snapshot(target)


def read_snapshot(path: Path) -> Snapshot:
    """Look at a copied database, which may come from anywhere.

    Raises
    ------
    WorkspaceProblem
        If it is no sound database, holds something else than tables of a dataset, or a picture
        whose id is no hash.
    """
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF")
            _check(connection)
            return _read(connection)
    except (sqlite3.Error, TypeError) as error:
        raise WorkspaceProblem(f"Its database cannot be read: {error}.") from error


def _check(connection: sqlite3.Connection) -> None:
    """Refuse what would run by itself when the database is written, and damaged pages."""
    known = {*metadata.tables, _VERSION_TABLE}
    listed = connection.execute("SELECT type, name, tbl_name FROM sqlite_master").fetchall()
    foreign = [
        name
        for kind, name, table in listed
        if kind not in ("table", "index")
        or (table not in known and not str(table).startswith("sqlite_"))
    ]
    if foreign:
        raise WorkspaceProblem(f"Its database holds something foreign: {str(foreign[0])[:60]!r}.")
    (sound,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if sound != "ok":
        raise WorkspaceProblem("Its database is damaged.")


def _read(connection: sqlite3.Connection) -> Snapshot:
    (dataset_id,) = connection.execute("SELECT id FROM dataset").fetchone()
    (schema,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if not (isinstance(schema, str) and schema.isascii() and schema.isdigit()):
        raise WorkspaceProblem(f"Its database is of no version of Mien: {str(schema)[:20]!r}.")
    rows = connection.execute("SELECT id, suffix FROM pictures ORDER BY id").fetchall()
    for picture, suffix in rows:
        if not is_picture(picture, suffix):
            told = f"{str(picture)[:60]}{str(suffix)[:10]}"
            raise WorkspaceProblem(f"Its database names a photo as none is called: {told!r}.")
    return Snapshot(str(dataset_id), str(schema), [(picture, suffix) for picture, suffix in rows])
