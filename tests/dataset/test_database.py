"""Opening, creating and migrating the database."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock
from sqlalchemy import create_engine, inspect, text

from core.dataset.database import _create, migrate
from core.dataset.schema import REVISION, create_dataset_engine, metadata, wal_is_safe
from core.dataset.store import DatasetStore
from core.errors import DatabaseDamaged, WorkspaceProblem
from core.workspace import PROJECT, Workspace
from tests.catalogue.aftermath import is_plain
from tests.refused import closed, refused


def test_the_migrations_lead_to_the_tables_of_the_schema() -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        migrate(connection)
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == REVISION


def test_a_fresh_database_counts_asmigrated() -> None:
    with create_engine("sqlite://").begin() as connection:
        _create(connection)
        migrate(connection)
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_migrations_can_be_taken_back() -> None:
    from alembic import command
    from alembic.config import Config

    with create_engine("sqlite://").begin() as connection:
        migrate(connection)
        config = Config()
        config.set_main_option("script_location", "core/dataset/migrations")
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]


def test_the_dataset_keeps_its_id(workspace: Workspace) -> None:
    with DatasetStore.open(workspace) as first, DatasetStore.open(workspace) as second:
        assert first.dataset_id == second.dataset_id


@pytest.mark.on_sqlite
def test_a_folder_with_an_odd_name_is_as_good_as_any(tmp_path: Path) -> None:
    odd = Workspace(tmp_path / "what? 100% #1 & so")
    with DatasetStore.open(odd):
        assert odd.database.is_file()


def test_many_may_open_a_new_dataset_at_once(workspace: Workspace) -> None:
    def opened(_: int) -> str:
        with DatasetStore.open(workspace) as store:
            return store.dataset_id

    with ThreadPoolExecutor(6) as threads:
        assert len(set(threads.map(opened, range(6)))) == 1


@pytest.mark.on_sqlite
def test_photos_without_their_database_are_not_taken_for_a_new_dataset(
    workspace: Workspace,
) -> None:
    DatasetStore.open(workspace).close()
    workspace.database.unlink()
    with pytest.raises(WorkspaceProblem, match="database is gone"):
        DatasetStore.open(workspace)
    assert not workspace.database.exists()


def test_a_database_without_its_photos_is_not_used(filled: DatasetStore) -> None:
    workspace = filled.workspace
    workspace.pictures.rename(workspace.data / "elsewhere")
    with pytest.raises(WorkspaceProblem, match=r"missing or belongs to another|are not here"):
        DatasetStore.open(workspace)


def test_photos_of_another_dataset_are_not_used(filled: DatasetStore) -> None:
    (filled.workspace.pictures / ".dataset-id").write_text("0" * 32)
    with pytest.raises(WorkspaceProblem, match="belongs to another"):
        DatasetStore.open(filled.workspace)


@pytest.mark.on_sqlite
def test_a_dataset_of_a_newer_version_is_left_alone(workspace: Workspace) -> None:
    DatasetStore.open(workspace).close()
    with closing(sqlite3.connect(workspace.database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(WorkspaceProblem, match="newer version"):
        DatasetStore.open(workspace)


@pytest.mark.on_sqlite
@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_a_database_that_is_not_as_old_as_it_says_can_be_put_back(
    workspace: Workspace, revision: str
) -> None:
    DatasetStore.open(workspace).close()
    with closing(sqlite3.connect(workspace.database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    with pytest.raises(DatabaseDamaged, match=r"does not have the tables .* --repair"):
        DatasetStore.open(workspace)


@pytest.mark.on_sqlite
def test_a_damaged_database_is_named(workspace: Workspace) -> None:
    DatasetStore.open(workspace).close()
    workspace.database.write_bytes(b"not a database at all" * 100)
    with pytest.raises(WorkspaceProblem, match=r"mien\.sqlite"):
        DatasetStore.open(workspace)


def test_a_data_folder_that_cannot_be_made_is_named(workspace: Workspace) -> None:
    workspace.data.write_text("in the way")
    with pytest.raises(WorkspaceProblem, match="data"):
        DatasetStore.open(workspace)


def test_a_disk_that_is_full_when_a_dataset_begins_is_told_and_can_be_tried_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(
            WorkspaceProblem, match=r"No space left on device\. Nothing was changed"
        ):
            DatasetStore.open(workspace)
    with DatasetStore.open(workspace) as store:
        assert store.count() == 0
    assert not [*workspace.root.rglob("*.tmp")]


def test_who_comes_while_the_database_is_brought_up_to_date_is_told_to_wait(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.dataset.database._MIGRATION_SECONDS", 0.2)
    workspace.data.mkdir()
    with FileLock(workspace.database.with_suffix(".lock")):
        with pytest.raises(WorkspaceProblem) as told:
            DatasetStore.open(workspace)
        is_plain(str(told.value), "another mien is bringing the database up to date", "wait")
        assert "copy" not in str(told.value)
    DatasetStore.open(workspace).close()


@pytest.mark.on_sqlite
def test_a_database_that_is_kept_busy_is_no_reason_to_put_a_copy_back(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    DatasetStore.open(workspace).close()
    monkeypatch.setattr("core.dataset.schema.BUSY_SECONDS", 0.2)
    with closing(sqlite3.connect(workspace.database)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(WorkspaceProblem) as told:
            DatasetStore.open(workspace)
    is_plain(str(told.value), "kept busy by another program", "wait a moment")
    assert "copy" not in str(told.value)


@pytest.mark.on_sqlite
@pytest.mark.skipif(sys.platform == "win32", reason="rights of another kind")
def test_a_database_of_another_user_is_no_reason_to_put_a_copy_back(workspace: Workspace) -> None:
    DatasetStore.open(workspace).close()
    with closed(workspace.database):
        done = refused(workspace, "-m", "core", "photos")
    assert done.returncode == 1
    is_plain(done.stderr.strip(), "check that the folder may be written to")
    assert "copy" not in done.stderr


OPENING = """
import resource, sys
from pathlib import Path
from core.dataset.store import DatasetStore
from core.errors import WorkspaceProblem
from core.workspace import Workspace
resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
try:
    DatasetStore.open(Workspace(Path(sys.argv[1])))
except WorkspaceProblem as problem:
    print(problem)
"""


@pytest.mark.on_sqlite
@pytest.mark.skipif(sys.platform == "win32", reason="no limit of this kind")
def test_a_disk_that_takes_no_database_is_no_reason_to_put_a_copy_back(
    workspace: Workspace,
) -> None:
    command = [sys.executable, "-c", OPENING, str(workspace.root)]
    said = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    assert "has space" in said
    assert "copy" not in said
    DatasetStore.open(workspace).close()


@pytest.mark.on_sqlite
def test_every_connection_waits_flushes_and_checks(workspace: Workspace) -> None:
    engine = create_dataset_engine(workspace)
    workspace.data.mkdir(parents=True)
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert settings == {"synchronous": 3, "foreign_keys": 1, "busy_timeout": 10_000}


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 6), True),
        ((3, 45, 1), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 54, 0), True),
    ],
)
def test_a_write_ahead_log_is_used_only_where_it_loses_nothing(
    version: tuple[int, int, int], *, safe: bool
) -> None:
    assert wal_is_safe(version) is safe
