"""Find a Chromium for the browser tests and benchmarks, or fetch one. Standard library only."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    (
        "--host-resolver-rules=MAP content-autofill.googleapis.com ~NOTFOUND,"
        "MAP update.googleapis.com ~NOTFOUND"
    ),
]
"""With these it starts without a display, and asks nobody on the internet anything.

The two names are what Chromium itself asks about forms and updates, whatever it is told. A page
that asked them would still be seen: by the request, not by the name.
"""

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_WINDOWS = (
    "Chromium/Application/chrome.exe",
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
_WINDOWS_ROOTS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
_ASK_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as p: print(p.chromium.executable_path)"
)


def find_chromium(
    environment: Mapping[str, str] = os.environ, system: str = sys.platform
) -> str | None:
    """Return a Chromium, Chrome or Edge of this computer, or None.

    Parameters
    ----------
    environment : mapping of str to str, optional
        Where ``MIEN_CHROMIUM`` may name the one to use, and ``PATH`` is read from.
    system : str, optional
        A value of `sys.platform`.
    """
    places = _candidates(environment, system)
    return next((place for place in places if place and Path(place).is_file()), None)


def obtain_chromium(python: Path) -> str | None:
    """Return a Chromium, fetching one where there is none.

    Parameters
    ----------
    python : Path
        The interpreter that Playwright is installed for.

    Returns
    -------
    str or None
        Its path; None where none can be had.
    """
    if found := find_chromium():
        return found
    if apt := _apt_get():
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.call([apt, "-q", "update"], env=quiet)
        subprocess.call([apt, "-qy", "install", "chromium"], env=quiet)
        if found := find_chromium():
            return found
    subprocess.call([str(python), "-m", "playwright", "install", "chromium"])
    return _of_playwright(python)


def _candidates(environment: Mapping[str, str], system: str) -> Iterator[str]:
    yield environment.get("MIEN_CHROMIUM", "")
    yield from (shutil.which(name, path=environment.get("PATH", "")) or "" for name in _NAMES)
    if system == "darwin":
        yield from _MAC
    if system == "win32":
        roots = [environment[name] for name in _WINDOWS_ROOTS if name in environment]
        yield from (str(Path(root) / place) for place in _WINDOWS for root in roots)


def _apt_get() -> str | None:
    """Return apt-get where it can install a Chromium: on Debian, as root."""
    try:
        debian = platform.freedesktop_os_release().get("ID") == "debian"
    except OSError:
        return None
    return shutil.which("apt-get") if debian and os.geteuid() == 0 else None


def _of_playwright(python: Path) -> str | None:
    """Return the Chromium that Playwright keeps for itself, or None."""
    asked = subprocess.run(
        [str(python), "-c", _ASK_PLAYWRIGHT], capture_output=True, text=True, check=False
    )
    place = asked.stdout.strip()
    return place if place and Path(place).is_file() else None
