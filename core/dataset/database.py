"""Opening the dataset's database: created or migrated, and sure to belong to these pictures."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, func, insert, inspect, select, text

from core.dataset.data_folder import make_data_folder, remember_photos, sentinel
from core.dataset.postgres import hold_migration_lock, migrating
from core.dataset.schema import (
    REVISION,
    choose_journal,
    create_dataset_engine,
    dataset,
    metadata,
    pictures,
)
from core.dataset.snapshots import taking
from core.dataset.snapshots.copying import check_soundness, damaged
from core.dataset.snapshots.places import kept
from core.dataset.troubles import TROUBLES, told_plainly
from core.dataset.unopened import not_taken, refused
from core.errors import DatabaseDamaged, WorkspaceProblem
from core.files import atomic_write
from core.workspace import Workspace

_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_SECONDS = 120


def open_database(workspace: Workspace, *, check: bool = False) -> tuple[Engine, str]:
    """Open the database of a workspace, creating or migrating it where needed.

    Parameters
    ----------
    workspace : Workspace
        Where it lies.
    check : bool, optional
        Whether to look at every page of an SQLite file first.

    Returns
    -------
    tuple of (Engine, str)
        The engine, and the id of the dataset.

    Raises
    ------
    DatabaseDamaged
        If the database is damaged, or gone although its pictures are here.
    WorkspaceProblem
        If the data folder cannot be written, or the database was written by a newer version, does
        not belong to the pictures beside it, or is being brought up to date by another process.
    """
    make_data_folder(workspace)
    engine = create_dataset_engine(workspace)
    try:
        if check and workspace.database.exists():
            check_soundness(workspace.database)
        if not _is_current(engine, workspace):
            _bring_up_to_date(engine, workspace)
        return engine, _checked_id(engine, workspace)
    except TROUBLES as error:
        engine.dispose()
        if engine.dialect.name != "sqlite":
            raise told_plainly(error, workspace) or error from error
        raise refused(workspace, error) from error
    except (OSError, sqlite3.Error) as error:
        engine.dispose()
        raise not_taken(workspace, error) from error
    except BaseException:
        engine.dispose()
        raise


def _is_current(engine: Engine, workspace: Workspace) -> bool:
    if engine.dialect.name == "sqlite" and not workspace.database.exists():
        return False
    with engine.connect() as connection:
        return _revision(connection) == REVISION and _dataset_id(connection) is not None


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _dataset_id(connection: Connection) -> str | None:
    return connection.scalar(select(dataset.c.id))


def _bring_up_to_date(engine: Engine, workspace: Workspace) -> None:
    with _alone(workspace):
        if engine.dialect.name == "sqlite":
            _make_ready(engine, workspace)
        with engine.execution_options(writes=True).begin() as connection:
            hold_migration_lock(connection)
            if inspect(connection).has_table("alembic_version"):
                migrate(connection)
            else:
                _create(connection)
            if _dataset_id(connection) is None:
                connection.execute(insert(dataset).values(id=uuid.uuid4().hex, revision=0))


@contextmanager
def _alone(workspace: Workspace) -> Iterator[None]:
    lock = FileLock(workspace.database.with_suffix(".lock"))
    try:
        lock.acquire(timeout=_MIGRATION_SECONDS)
    except Timeout as error:
        raise migrating() from error
    try:
        yield
    finally:
        lock.release()


def _make_ready(engine: Engine, workspace: Workspace) -> None:
    """Make the file of a new dataset; copy the one that is about to be migrated."""
    if not workspace.database.exists():
        _create_sqlite(workspace)
        return
    with engine.connect() as connection:
        revision = _revision(connection)
    if revision is None and sentinel(workspace).exists():
        raise damaged(workspace.database)  # emptied: an empty file is a database to SQLite
    if revision not in (None, REVISION) and workspace.database == _file_of(engine):
        taking.take(workspace, wait=True)


def _file_of(engine: Engine) -> Path:
    return Path(engine.url.database or "")


def _create_sqlite(workspace: Workspace) -> None:
    if sentinel(workspace).exists():
        way = (
            "With `python -m core doctor --repair` it is put back from its copies."
            if kept(workspace).snapshots
            else "Put it back, or move the photos folder away to start anew."
        )
        raise DatabaseDamaged(
            f"The photos in {workspace.pictures} are here but their database is gone.",
            f"{workspace.database.name} should lie in {workspace.data}.",
            way,
        )
    with closing(sqlite3.connect(workspace.database)) as connection:
        choose_journal(connection)


def _create(connection: Connection) -> None:
    # What the migrations lead to, a test holds; it spares a first start the loading of Alembic.
    metadata.create_all(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)"))
    connection.execute(
        text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": REVISION}
    )


def migrate(connection: Connection) -> None:
    """Bring the tables up to date, inside a transaction.

    Raises
    ------
    WorkspaceProblem
        If they were written by a newer version.
    """
    from alembic import command  # noqa: PLC0415 - half a second that an up-to-date database saves
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise WorkspaceProblem(
            "This dataset was written by a newer version of the program.",
            advice="Install that version, or choose another data folder.",
        ) from error


def _checked_id(engine: Engine, workspace: Workspace) -> str:
    with engine.connect() as connection:
        dataset_id = _dataset_id(connection)
        empty = not connection.scalar(select(func.count()).select_from(pictures))
    if dataset_id is None:
        raise WorkspaceProblem("The database has lost the id of its dataset.")
    told = sentinel(workspace)
    if empty and not told.exists():
        atomic_write(told, dataset_id.encode())
    if not told.exists() or told.read_text("utf-8", "replace").strip() != dataset_id:
        raise WorkspaceProblem(
            f"The photos folder {workspace.pictures} is missing or belongs to another dataset.",
            "It should be the one this database was written with.",
            "Put the folder back, or check that its disk is connected.",
        )
    remember_photos(workspace, dataset_id, any_here=not empty)
    return dataset_id
