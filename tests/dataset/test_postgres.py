"""What only a database server does: it goes away, comes back, and lets several write at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, text

from core.backup.backing_up import back_up
from core.dataset import labels, marks
from core.dataset.database import migrate
from core.dataset.labels import set_label, undo
from core.dataset.postgres import hold_migration_lock
from core.dataset.records import PictureQuery
from core.dataset.schema import create_dataset_engine, metadata
from core.dataset.store import DatasetStore
from core.errors import ConnectionLost, CoreError, WorkspaceProblem
from core.workspace import Workspace
from tests.postgres_server import PostgresServer


@pytest.fixture
def database(
    postgres: PostgresServer, six_rows: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Name a database with the rows of six photos, which ``DATABASE_URL`` points to."""
    name = postgres.new_database(six_rows)
    monkeypatch.setenv("DATABASE_URL", postgres.url(name))
    yield name
    postgres.drop(name)


@pytest.fixture
def six(database: str, six_photos_on_postgres: tuple[str, Path]) -> Iterator[DatasetStore]:
    """Return that dataset, opened."""
    with DatasetStore.open(Workspace(six_photos_on_postgres[1])) as store:
        yield store


def happy(store: DatasetStore) -> list[str]:
    return store.picture_ids(PictureQuery(label="happy"))


class Cutter:
    """Cuts every connection at the first commit, before it or after it."""

    def __init__(self, server: PostgresServer, database: str, *, committed: bool) -> None:
        self._server, self._database, self._committed = server, database, committed
        self.cuts = 0

    def on(self, store: DatasetStore, times: int = 1) -> None:
        """Begin with the next commit."""

        def cut(connection: object) -> None:
            if self.cuts == times:
                return
            self.cuts += 1
            if self._committed:
                connection.connection.dbapi_connection.commit()  # type: ignore[attr-defined]
            assert self._server.cut(self._database)

        event.listen(store._engine, "commit", cut)


@pytest.mark.parametrize("committed", [False, True])
def test_a_step_whose_connection_is_cut_is_taken_once(
    six: DatasetStore, postgres: PostgresServer, database: str, *, committed: bool
) -> None:
    ids = happy(six)
    cutter = Cutter(postgres, database, committed=committed)
    cutter.on(six)
    change = set_label(six, ids, "sad")
    assert cutter.cuts == 1
    assert (change.count, change.label) == (3, "sad")
    assert len(labels.recent_changes(six)) == 1
    assert [len(labels.history(six, each)) for each in ids] == [2, 2, 2]


def test_redo_and_undo_are_taken_once_too(
    six: DatasetStore, postgres: PostgresServer, database: str
) -> None:
    first, second, _ = happy(six)
    set_label(six, [first], "sad")
    set_label(six, [second], "sad")
    Cutter(postgres, database, committed=True).on(six)
    undo(six)
    assert [six.picture(each).label for each in (first, second)] == ["sad", "happy"]
    undo(six)
    Cutter(postgres, database, committed=True).on(six)
    labels.redo(six)
    assert [six.picture(each).label for each in (first, second)] == ["sad", "happy"]


def test_a_connection_that_is_cut_again_and_again_is_told(
    six: DatasetStore, postgres: PostgresServer, database: str
) -> None:
    (first, *_) = happy(six)
    Cutter(postgres, database, committed=False).on(six, times=2)
    with pytest.raises(ConnectionLost, match=r"broke.*safe.*try again"):
        set_label(six, [first], "sad")
    assert six.picture(first).label == "happy"
    assert set_label(six, [first], "sad").count == 1


def test_what_began_outside_is_not_taken_again_inside(
    six: DatasetStore, postgres: PostgresServer, database: str
) -> None:
    first, second, _ = happy(six)
    with pytest.raises(ConnectionLost), six.transaction():  # noqa: PT012 - it breaks inside
        set_label(six, [first], "sad")
        postgres.cut(database)
        set_label(six, [second], "sad")
    assert len(happy(six)) == 3
    marks.set_mark(six, [first], "unsure")
    assert six.picture(first).mark == "unsure"


def test_an_idle_connection_that_was_cut_is_made_anew(
    six: DatasetStore, postgres: PostgresServer, database: str
) -> None:
    for _ in range(3):
        assert len(happy(six)) == 3
        assert postgres.cut(database)


def test_a_reader_sees_one_moment(six: DatasetStore) -> None:
    (first, *_) = happy(six)
    with DatasetStore.open(six.workspace) as other, six.reading() as connection:
        counted = connection.exec_driver_sql("SELECT count(*) FROM events").scalar()
        set_label(other, [first], "sad")
        again = connection.exec_driver_sql("SELECT count(*) FROM events").scalar()
    assert counted == again == 6


def test_the_migrations_lead_to_the_tables_of_the_schema_here_too(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    monkeypatch.setenv("DATABASE_URL", postgres.url(postgres.new_database()))
    engine = create_dataset_engine(Workspace(tmp_path))
    with engine.execution_options(writes=True).begin() as connection:
        migrate(connection)
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_a_server_that_is_not_there_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://me:secret@/mien?unix_sock={tmp_path}/none")
    with pytest.raises(WorkspaceProblem, match="database") as told:
        DatasetStore.open(Workspace(tmp_path))
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("named", ["mysql://me:secret@host/x", "secret", "postgresql+secret://x/y"])
def test_a_database_that_cannot_be_used_is_told_without_its_password(
    named: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", named)
    with pytest.raises(WorkspaceProblem, match="DATABASE_URL") as told:
        DatasetStore.open(Workspace(tmp_path))
    assert "me:secret" not in str(told.value)


def test_its_own_tools_back_a_server_up(six: DatasetStore, tmp_path: Path) -> None:
    with pytest.raises(CoreError, match="database server"):
        back_up(six.workspace, tmp_path / "backup.zip")
    assert not (tmp_path / "backup.zip").exists()


def test_who_comes_while_another_computer_migrates_the_tables_is_told_to_wait(
    database: str, six_photos_on_postgres: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(six_photos_on_postgres[1])
    engine = create_dataset_engine(workspace)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0003'"))
    monkeypatch.setattr("core.dataset.schema.BUSY_SECONDS", 0.2)
    with engine.begin() as other:
        hold_migration_lock(other)
        with pytest.raises(WorkspaceProblem, match="Wait until that is done") as told:
            DatasetStore.open(workspace)
    engine.dispose()
    assert "bringing the database up to date" in str(told.value)
