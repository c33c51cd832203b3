"""Where one life of a dataset is lived: a folder of its own, and perhaps a database on a server."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from benchmarks.life_ops import URL
from core.workspace import Workspace
from tests.postgres_server import PostgresServer, find_postgres

_SHM = Path("/dev/shm")  # noqa: S108 - a kill spares it as it spares a disk, and it needs no flush


class Home:
    """A new home; `leave` removes it."""

    server: ClassVar[PostgresServer | None] = None

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(dir=_SHM if _SHM.is_dir() else None))
        self._database = self.server.new_database() if self.server else None
        if self.server and self._database:
            os.environ[URL] = self.server.url(self._database)
        self.workspace = Workspace(self._folder / "project")

    def leave(self) -> None:
        """Remove all of it."""
        if self.server and self._database:
            self.server.drop(self._database)
        shutil.rmtree(self._folder, ignore_errors=True)


@contextmanager
def homes(*, postgres: bool) -> Iterator[None]:
    """Have the homes in this block on SQLite, or on a server of their own.

    Raises
    ------
    SystemExit
        If PostgreSQL is not on this computer.
    """
    before = os.environ.pop(URL, None)
    programs = find_postgres() if postgres else None
    if postgres and programs is None:
        raise SystemExit("PostgreSQL (initdb and postgres) is not on this computer.")
    Home.server = PostgresServer(programs) if programs else None
    try:
        if Home.server:
            Home.server.start()
        yield
    finally:
        if Home.server:
            Home.server.remove()
        Home.server = None
        os.environ.pop(URL, None)
        if before is not None:
            os.environ[URL] = before
