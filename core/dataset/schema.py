"""Tables of the dataset, and connections to the database that holds them.

The tables are the same on SQLite and PostgreSQL. Times are milliseconds since 1970 in UTC.
"""

from __future__ import annotations

import os
import sqlite3

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from core.dataset.postgres import postgres_engine
from core.errors import WorkspaceProblem
from core.workspace import Workspace

REVISION = "0004"
BUSY_SECONDS = 10
_BACKENDS = ("sqlite", "postgresql", "postgres")

metadata = MetaData()

dataset = Table(
    "dataset",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("revision", BigInteger, nullable=False, default=0),
    Column("framing", String(8)),
    Column("shares", Text),
)

classes = Table(
    "classes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("position", Integer, nullable=False),
    Column("state", String(8)),
)

pictures = Table(
    "pictures",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("suffix", String(8), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("file_size", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("grey", Boolean, nullable=False),
    Column("notes", Text, nullable=False),
    Column("class_id", Integer, ForeignKey("classes.id")),
    Column("label_version", Integer, nullable=False),
    Column("last_event", Integer, nullable=False),
    Column("split", String(16)),
    Column("added_at", BigInteger, nullable=False),
    Column("binned", Boolean, nullable=False),
    Column("face_count", Integer),
    Column("face_choice", String(8)),
    Column("mark", String(8)),
    Index("pictures_by_class", "binned", "class_id"),
    Index("pictures_by_split", "split", "binned", "class_id"),
    Index("pictures_by_source", "source"),
    Index("pictures_by_mark", "mark"),
    Index("pictures_by_faces", "face_count"),
    Index("pictures_by_arrival", "binned", "seq"),
    Index("pictures_by_name", "binned", text("lower(name)"), "seq"),
    Index("pictures_by_class_and_name", "binned", "class_id", text("lower(name)"), "seq"),
)

faces = Table(
    "faces",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("picture_id", String(64), ForeignKey("pictures.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("face", Text, nullable=False),
    UniqueConstraint("picture_id", "number", name="one_face_per_number"),
)

changes = Table(
    "changes",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("op_id", String(64), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("target", String(64)),
    Column("class_id", Integer, ForeignKey("classes.id")),
    Column("value", String(8)),
    Column("photos", Integer, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("old_name", String(200)),
    Column("new_name", String(200)),
    Index("changes_by_person", "who", "state", "seq"),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("op_id", String(64), nullable=False, index=True),
    Column("picture_id", String(64), ForeignKey("pictures.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("old_class", Integer, ForeignKey("classes.id")),
    Column("new_class", Integer, ForeignKey("classes.id")),
    Column("old_binned", Boolean, nullable=False),
    Column("new_binned", Boolean, nullable=False),
    Column("old_mark", String(8)),
    Column("new_mark", String(8)),
    Column("old_face", String(8)),
    Column("new_face", String(8)),
    Column("version", Integer, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("events_by_person", "who", "picture_id"),
)

import_items = Table(
    "import_items",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("import_id", String(32), nullable=False),
    Column("key", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("picture_id", String(64)),
    Column("detail", Text, nullable=False),
    UniqueConstraint("import_id", "key", name="one_outcome_per_file"),
)


def is_sqlite() -> bool:
    """Return whether datasets are kept in SQLite files rather than on a database server."""
    named = os.environ.get("DATABASE_URL", "")
    return not named or named.startswith("sqlite")


def create_dataset_engine(workspace: Workspace) -> Engine:
    """Return an engine for the workspace's database.

    ``DATABASE_URL`` names another database than the workspace's SQLite file.

    Raises
    ------
    WorkspaceProblem
        If it names none that can be used.
    """
    url = _database_url(workspace)
    if url.get_backend_name() != "sqlite":
        return postgres_engine(url, BUSY_SECONDS)
    engine = create_engine(
        url, connect_args={"timeout": BUSY_SECONDS}, pool_size=8, max_overflow=24
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _database_url(workspace: Workspace) -> URL:
    named = os.environ.get("DATABASE_URL")
    if not named:
        return URL.create("sqlite", database=str(workspace.database))
    try:
        url = make_url(named)
        known = url.get_backend_name() in _BACKENDS
    except ArgumentError:
        known = False
    if not known:
        raise WorkspaceProblem(
            "DATABASE_URL names no database that can be used.",  # and may hold a password
            "It should be like postgresql://user:password@host/mien.",
            "Correct it, or unset it to keep everything in a file.",
        )
    return url


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Return whether this SQLite is free of the WAL-reset bug.

    Before 3.51.3, two connections that write and checkpoint at the same instant can lose
    acknowledged commits; 3.50.7 and 3.44.6 carry the fix too. See https://sqlite.org/wal.html.
    """
    return (
        version >= (3, 51, 3)
        or (3, 50, 7) <= version < (3, 51, 0)
        or (3, 44, 6) <= version < (3, 45, 0)
    )


def choose_journal(connection: sqlite3.Connection) -> None:
    """Choose the journal of a database that nobody else has open yet."""
    mode = "WAL" if wal_is_safe(sqlite3.sqlite_version_info[:3]) else "DELETE"
    connection.execute(f"PRAGMA journal_mode={mode}")


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    # EXTRA: with FULL the journal's removal, which is the commit, may not outlive a power cut
    connection.execute("PRAGMA synchronous=EXTRA")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA mmap_size=0")
    connection.execute("PRAGMA secure_delete=ON")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
