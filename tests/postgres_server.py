"""A PostgreSQL server of this computer, started for the tests and gone with them."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pg8000.native

_ROOMS = (*Path("/usr/lib/postgresql").glob("*/bin"), Path("/usr/local/bin"), Path("/usr/bin"))
_USER = "postgres"
_HASTE = {  # what is lost when the power goes is of no matter here
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "32MB",
}


def find_postgres() -> Path | None:
    """Return the folder of ``initdb`` and ``postgres``, the newest, or None."""
    found = [room for room in _ROOMS if all((room / each).is_file() for each in _NEEDED)]
    return max(found, key=_version, default=None)


_NEEDED = ("initdb", "postgres")


def _version(room: Path) -> int:
    return int(room.parent.name) if room.parent.name.isdigit() else 0


class PostgresServer:
    """A server on a socket of its own in a folder of its own; `stop` removes both.

    It refuses to be root, and then runs as the user its package made. It ends with this process,
    however that ends.
    """

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="mien-pg-"))  # short: a socket's path is
        self._own = _whose() if os.geteuid() == 0 else []
        self._numbers = itertools.count()
        self._process: subprocess.Popen[bytes] | None = None
        if self._own:
            shutil.chown(self._folder, _USER)
        data = ["-D", str(self._folder / "data"), "-U", _USER, "-A", "trust"]
        plain = ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
        self._call("initdb", *data, *plain)

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self._folder / ".s.PGSQL.5432"

    def url(self, database: str) -> str:
        """Return what ``DATABASE_URL`` names one of its databases by."""
        return f"postgresql://{_USER}@/{database}?unix_sock={self.socket}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = [f"-c{name}={value}" for name, value in _HASTE.items()]
        command = [*self._own, str(self._programs / "postgres"), "-D", str(self._folder / "data")]
        self._process = subprocess.Popen(
            [*command, "-k", str(self._folder), *settings],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=(self._folder / "server.log").open("ab"),
        )
        end = time.monotonic() + 60
        while not self._answers():
            assert time.monotonic() < end, (self._folder / "server.log").read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        """End it, cutting every connection, as a restart does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=60)
            self._process = None

    def remove(self) -> None:
        """Stop it and remove everything of it."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def new_database(self, template: str = "template0") -> str:
        """Make a database, empty or a copy of another one, and return its name."""
        name = f"d{next(self._numbers)}"
        self.ask(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is connected to it."""
        self.ask(f"DROP DATABASE {database} WITH (FORCE)")

    def cut(self, database: str) -> int:
        """End every connection to a database; return how many there were."""
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
        return len(self.ask(ended, name=database))

    def ask(self, statement: str, database: str = _USER, **values: str) -> list[list[object]]:
        """Run one statement as the server's owner."""
        with pg8000.native.Connection(
            _USER, database=database, unix_sock=str(self.socket)
        ) as connection:
            rows: list[list[object]] = connection.run(statement, **values) or []
            return rows

    def _answers(self) -> bool:
        try:
            self.ask("SELECT 1")
        except (OSError, pg8000.native.InterfaceError, pg8000.native.DatabaseError):
            return False
        return True

    def _call(self, program: str, *arguments: str) -> None:
        command = [*self._own, str(self._programs / program), *arguments]
        subprocess.run(command, cwd=self._folder, check=True, capture_output=True, timeout=100)


def _whose() -> list[str]:
    """Return what a command begins with to run as the server's user, and end with this process."""
    people = [f"--reuid={_USER}", f"--regid={_USER}", "--init-groups"]
    return ["setpriv", *people, "--pdeathsig=KILL", "--"]
