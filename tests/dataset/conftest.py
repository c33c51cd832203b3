"""What the tests of the dataset can ask for.

Every test that opens a dataset runs twice: on SQLite, and on a PostgreSQL server of this computer.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.dataset.importing import run_import
from core.dataset.store import DatasetStore
from core.workspace import Workspace
from tests.dataset.making import happy_and_sad
from tests.postgres_server import PostgresServer

SQLITE, POSTGRES = "sqlite", "postgres"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that has a workspace on both databases, unless it is about the file of one."""
    about_one = metafunc.definition.get_closest_marker("on_sqlite") is not None
    if "workspace" in metafunc.fixturenames:
        kinds = [SQLITE] if about_one else [SQLITE, POSTGRES]
        metafunc.parametrize("database", kinds, indirect=True, scope="function")


@pytest.fixture
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Name the kind of database, after pointing ``DATABASE_URL`` to an empty one of that kind."""
    if request.param == SQLITE:
        monkeypatch.delenv("DATABASE_URL", raising=False)
        yield SQLITE
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    filled = "filled" in request.fixturenames
    name = server.new_database(request.getfixturevalue("six_rows") if filled else "template0")
    monkeypatch.setenv("DATABASE_URL", server.url(name))
    yield POSTGRES
    server.drop(name)


@pytest.fixture
def workspace(tmp_path: Path, database: str) -> Workspace:
    """Return an empty workspace of its own."""
    return Workspace(tmp_path)


@pytest.fixture(scope="session")
def six_rows(postgres: PostgresServer, six_photos_on_postgres: tuple[str, Path]) -> str:
    """Return the database with the rows of three happy and three sad photos."""
    return six_photos_on_postgres[0]


@pytest.fixture(scope="session")
def six_photos_on_postgres(
    postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    """Return a database and a folder with three happy and three sad photos, not to be changed."""
    folder = tmp_path_factory.mktemp("six-on-postgres")
    name = postgres.new_database()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", postgres.url(name))
        zipped = happy_and_sad(folder / "photos.zip")
        run_import(Workspace(folder / "workspace"), zipped, workers=0)
    return name, folder / "workspace"


@pytest.fixture
def store(workspace: Workspace) -> Iterator[DatasetStore]:
    """Return an empty dataset."""
    with DatasetStore.open(workspace) as opened:
        yield opened


@pytest.fixture
def filled(
    workspace: Workspace, database: str, request: pytest.FixtureRequest
) -> Iterator[DatasetStore]:
    """Return a dataset of three happy and three sad photos, named 0.png to 2.png."""
    on_postgres = database == POSTGRES
    folder = (
        request.getfixturevalue("six_photos_on_postgres")[1]
        if on_postgres
        else request.getfixturevalue("six_photos")
    )
    shutil.copytree(folder, workspace.root, dirs_exist_ok=True)
    with DatasetStore.open(workspace) as opened:
        yield opened
