"""A running app and a real browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from core.workspace import PROJECT, Workspace

expect.set_options(timeout=60_000)

FAILED = pytest.StashKey[bool]()


class App:
    """The app as a person starts it, on a workspace of its own."""

    def __init__(
        self, workspace: Workspace, *options: str, script: str = "streamlit_app.py"
    ) -> None:
        self.workspace = workspace
        self.options = options
        self.script = script
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = ["-m", "streamlit", "run", self.script, "--server.headless", "true"]
        self.process = subprocess.Popen(
            [sys.executable, *command, "--server.port", str(self.port), *self.options],
            cwd=PROJECT,
            env={**os.environ, "MIEN_WORKSPACE": str(self.workspace.root)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait_until_up()

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def _wait_until_up(self) -> None:
        for _ in range(300):
            try:
                health = f"{self.url}/_stcore/health"
                with urllib.request.urlopen(health, timeout=1):  # noqa: S310 - our own http
                    return
            except OSError:
                time.sleep(0.1)
        pytest.fail("the app did not start within 30 seconds")


@pytest.fixture
def app(workspace: Workspace) -> Iterator[App]:
    """Return a started app on an empty workspace."""
    running = App(workspace)
    running.start()
    yield running
    running.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep with a test how it went, so that a fixture can look."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest, kept: Path) -> Iterator[Page]:
    """Return a fresh browser window of laptop size; a test that fails says what was in it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    told: list[str] = []
    opened.on("console", lambda line: told.append(f"{line.type}: {line.text}"))
    opened.on("pageerror", lambda error: told.append(f"error: {error}"))
    yield opened
    if request.node.stash.get(FAILED, False):
        opened.screenshot(path=kept / f"failed-{request.node.name}.png", full_page=True)
        print(opened.url, *told, opened.locator("body").aria_snapshot(), sep="\n")  # noqa: T201
    context.close()


@pytest.fixture(scope="session")
def kept() -> Path:
    """Return where screenshots of real photos go; git ignores it."""
    folder = PROJECT / "tests" / "browser" / "screenshots"
    folder.mkdir(exist_ok=True)
    return folder


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
