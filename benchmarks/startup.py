"""How long a person waits for the first page, beside Streamlit's own ``hello`` app.

Each run starts a server on an empty workspace, and an empty browser profile, in a Chromium that is
open already, asks for its page as soon as the port answers. The clock runs from the start of the
process until the page has a heading and its script has ended. Both apps take turns.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from benchmarks.figure import Figure
from core.workspace import PROJECT
from tests.chromium import find_chromium

DRAWN = '[data-testid="stApp"][data-test-script-state="notRunning"] h1'
PATIENCE = 120.0


def run(args: Sequence[str]) -> Iterator[Figure]:
    """Yield ``first_page_ratio`` and ``tensorflow_in_app_process``.

    Parameters
    ----------
    args : sequence of str
        ``--runs N``: how often each app is started, 5 by default.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks startup")
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args(args).runs
    ours: list[float] = []
    theirs: list[float] = []
    loaded: list[bool | None] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        for _ in range(runs):
            theirs.append(first_page(browser, ["hello"])[0])
            seconds, tensorflow = first_page(browser, ["run", str(PROJECT / "streamlit_app.py")])
            ours.append(seconds)
            loaded.append(tensorflow)
        browser.close()
    yield ratio(ours, theirs)
    yield in_app_process(loaded)


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Figure:
    """Return the figure of two series of seconds."""
    return Figure(
        name="first_page_ratio",
        value=round(median(ours) / median(theirs), 3),
        unit="x",
        target="<= 1.5",
        compared_with="streamlit hello",
        detail={
            "app_seconds": [round(value, 3) for value in ours],
            "hello_seconds": [round(value, 3) for value in theirs],
            "app_median_seconds": round(median(ours), 3),
            "hello_median_seconds": round(median(theirs), 3),
        },
    )


def in_app_process(loaded: Sequence[bool | None]) -> Figure:
    """Return the figure of whether any app process had TensorFlow loaded."""
    known = [value for value in loaded if value is not None]
    return Figure(
        name="tensorflow_in_app_process",
        value=float(any(known)) if known else None,
        unit="share",
        target=0,
        detail={
            "processes_looked_into": len(known),
            "how": "memory maps of the server process after its first page was drawn"
            if known
            else "not measured: this system does not show a process's memory maps as files",
        },
    )


def first_page(browser: Browser, command: Sequence[str]) -> tuple[float, bool | None]:
    """Start an app and wait for its first page.

    Returns
    -------
    seconds : float
        From the start of the process until the page was drawn.
    tensorflow : bool or None
        Whether TensorFlow was loaded into the process then; None where that cannot be seen.
    """
    context = browser.new_context()
    page = context.new_page()
    begun = time.perf_counter()
    with served(command) as (process, port):
        page.goto(f"http://127.0.0.1:{port}")
        page.locator(DRAWN).first.wait_for(timeout=PATIENCE * 1000)
        seconds = time.perf_counter() - begun
        tensorflow = has_tensorflow(process.pid)
        if page.get_by_test_id("stException").count():
            raise RuntimeError(f"the first page of {command!r} is an error")
        context.close()
    return seconds, tensorflow


@contextmanager
def served(
    command: Sequence[str], workspace: Path | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run ``streamlit COMMAND`` on a free port until the block ends.

    Without a workspace it gets an empty one.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    options = ["--server.headless", "true", "--server.port", str(port)]
    with tempfile.TemporaryDirectory() as empty:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", *command, *options],
            cwd=empty if command[0] == "hello" else PROJECT,
            env={**os.environ, "MIEN_WORKSPACE": str(workspace or empty)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(port, process)
            yield process, port
        finally:
            process.terminate()
            process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return when the port answers.

    Raises
    ------
    RuntimeError
        If the process ends before, or takes longer than two minutes.
    """
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise RuntimeError(f"{process.args!r} did not start serving")


def has_tensorflow(pid: int) -> bool | None:
    """Return whether a process has TensorFlow's library in memory; None where that is hidden."""
    maps = Path(f"/proc/{pid}/maps")
    return "libtensorflow" in maps.read_text() if maps.exists() else None
