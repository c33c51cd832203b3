"""A real server in a process of its own, answering with the starter model."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from core.workspace import PROJECT


class Server:
    """A server that runs.

    Parameters
    ----------
    process : Popen
        The server.
    address : str
        Where it answers.
    log : Path
        What it says.
    """

    def __init__(self, process: subprocess.Popen[bytes], address: str, log: Path) -> None:
        self.process, self.address, self.log = process, address, log

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.address, timeout=120)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a server that has loaded its model."""
    folder = tmp_path_factory.mktemp("serving")
    log = folder / "log.txt"
    command = [sys.executable, "-u", "-m", "core", "serve", "starter", "--port", "0"]
    with log.open("wb") as said:
        process = subprocess.Popen(
            [*command, "--workspace", str(folder)], cwd=PROJECT, stdout=said, stderr=said
        )
    try:
        yield Server(process, wait_for_address(process, log), log)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert "Traceback" not in log.read_text()
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    """Return who asks the server."""
    with server.client() as asking:
        yield asking


def wait_for_address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Return where a server answers, once it says so."""
    until = time.monotonic() + 150
    while time.monotonic() < until and process.poll() is None:
        if found := re.search(r"Ready at (\S+)", log.read_text()):
            return found[1]
        time.sleep(0.1)
    pytest.fail(f"The server did not start: {log.read_text()}")
