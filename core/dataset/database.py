"""Opening the dataset's database: created or migrated, and sure to belong to these pictures."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

from filelock import FileLock
from sqlalchemy import Connection, Engine, func, insert, inspect, select, text
from sqlalchemy.exc import DatabaseError

from core.dataset.data_folder import make_data_folder, remember_photos, sentinel
from core.dataset.schema import (
    REVISION,
    choose_journal,
    create_dataset_engine,
    dataset,
    metadata,
    pictures,
)
from core.errors import WorkspaceProblem
from core.files import atomic_write
from core.workspace import Workspace

_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_SECONDS = 120


def open_database(workspace: Workspace) -> tuple[Engine, str]:
    """Open the database of a workspace, creating or migrating it where needed.

    Returns
    -------
    tuple of (Engine, str)
        The engine, and the id of the dataset.

    Raises
    ------
    WorkspaceProblem
        If the data folder cannot be written, the database is damaged, was written by a newer
        version, or does not belong to the pictures beside it.
    """
    make_data_folder(workspace)
    engine = create_dataset_engine(workspace)
    try:
        if not _is_current(engine, workspace):
            _bring_up_to_date(engine, workspace)
        return engine, _checked_id(engine, workspace)
    except DatabaseError as error:
        engine.dispose()
        raise WorkspaceProblem(
            f"The database {workspace.database} cannot be read: {error.orig}.",
            "It should be the file this program wrote.",
            "Put a copy of it back, and keep the photos folder beside it.",
        ) from error
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
    lock = workspace.database.with_suffix(".lock")
    with FileLock(lock, timeout=_MIGRATION_SECONDS):
        if engine.dialect.name == "sqlite" and not workspace.database.exists():
            _create_sqlite(workspace)
        with engine.execution_options(writes=True).begin() as connection:
            if inspect(connection).has_table("alembic_version"):
                _migrate(connection)
            else:
                _create(connection)
            if _dataset_id(connection) is None:
                connection.execute(insert(dataset).values(id=uuid.uuid4().hex, revision=0))


def _create_sqlite(workspace: Workspace) -> None:
    if sentinel(workspace).exists():
        raise WorkspaceProblem(
            f"The photos in {workspace.pictures} are here but their database is gone.",
            f"{workspace.database.name} should lie in {workspace.data}.",
            "Put it back, or move the photos folder away to start anew.",
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


def _migrate(connection: Connection) -> None:
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
    if not told.exists() or told.read_text().strip() != dataset_id:
        raise WorkspaceProblem(
            f"The photos folder {workspace.pictures} is missing or belongs to another dataset.",
            "It should be the one this database was written with.",
            "Put the folder back, or check that its disk is connected.",
        )
    remember_photos(workspace, dataset_id, any_here=not empty)
    return dataset_id
