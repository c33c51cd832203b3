"""Set Mien up and start it.

``python start.py``        sets up what is missing, starts the app and opens the browser;
``python start.py test``   sets up what the tests need as well and runs them;
``python start.py lint``   runs the style and type checks;
``python start.py audit``  asks whether a locked package has a known hole;
``python start.py sbom``   writes which packages there are, as CycloneDX.

What follows ``test`` goes to pytest, what follows ``audit`` to pip-audit; any other option goes to
Streamlit. Only the standard library
is used here, because nothing else is installed yet.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import signal
import socket
import subprocess
import sys
import urllib.request
import webbrowser
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")
RUNNING = VENV / "running.json"
FITTING = ((3, 13), (3, 12), (3, 11))  # what TensorFlow is made for, the best first
FIRST_PORT = 8501
SIDE_BY_SIDE = ["-n", "3", "--dist", "worksteal"]


class SetupProblem(Exception):
    """Something a person can mend; its text is the sentence that says how."""


def say(sentence: str) -> None:
    """Tell the person one thing."""
    print(sentence, file=sys.stderr, flush=True)


def answer(command: Sequence[str]) -> str | None:
    """Return what a short command prints, or None where it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def fitting_python() -> str:
    """Return a Python that Mien can run on: this one, else another one on this computer."""
    if sys.version_info[:2] in FITTING:
        return sys.executable
    question = "import sys; print(sys.executable)"
    for major, minor in FITTING:
        version = f"{major}.{minor}"
        for command in ([f"python{version}"], ["py", f"-{version}"]):
            if found := answer([*command, "-c", question]):
                return found
    raise SetupProblem(
        f"This is Python {platform.python_version()}, and Mien needs Python 3.11, 3.12 or 3.13. "
        "Install one of them from https://www.python.org/downloads/ and start again with it."
    )


def environment_works() -> bool:
    """Return whether ``.venv`` holds a fitting Python that can install packages."""
    version = answer([str(PYTHON), "-c", "import pip, sys; print(*sys.version_info[:2])"])
    return version in {f"{major} {minor}" for major, minor in FITTING}


def make_environment() -> None:
    """Make ``.venv`` next to this file, anew where there is a broken one."""
    if environment_works():
        return
    say("Making a place for Mien's packages in .venv ...")
    if subprocess.call([fitting_python(), "-m", "venv", "--clear", str(VENV)]) != 0:
        raise SetupProblem(
            "Python could not make the folder .venv. On Debian and Ubuntu, run "
            "`sudo apt install python3-venv` and start again."
        )


def is_installed(lock: Path) -> bool:
    """Return whether exactly this lock file has been installed into ``.venv``."""
    stamp = VENV / f"{lock.name}.sha256"
    return stamp.is_file() and stamp.read_text() == hashlib.sha256(lock.read_bytes()).hexdigest()


def install(lock: Path) -> None:
    """Install a lock file into ``.venv``, unless that has been done."""
    if is_installed(lock):
        return
    say(f"Installing {lock.name}: once, some minutes and about 3 GB ...")
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    if subprocess.call([*pip, "--require-hashes", "-r", str(lock)], cwd=ROOT) != 0:
        raise SetupProblem(
            f"The packages in {lock.name} could not be installed (the reason stands above): check "
            "that this computer is online and its disk is not full, then start again; "
            "what was fetched is kept."
        )
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    (VENV / f"{lock.name}.sha256").write_text(digest)


def set_up(locks: Sequence[Path]) -> None:
    """Make the environment and install lock files into it."""
    make_environment()
    for lock in locks:
        install(lock)


def workspace() -> str:
    """Return the folder whose ``data/`` and ``models/`` the app will use."""
    return str(Path(os.environ.get("MIEN_WORKSPACE") or ROOT).resolve())


def running_address() -> str | None:
    """Return where an earlier start serves the same photos, or None."""
    try:
        earlier = json.loads(RUNNING.read_text())
        address = f"http://127.0.0.1:{int(earlier['port'])}"
        health = f"{address}/_stcore/health"
        with urllib.request.urlopen(health, timeout=3) as reply:  # noqa: S310 - our own http
            alive = reply.read() == b"ok"
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return address if alive and earlier.get("workspace") == workspace() else None


def free_port() -> int:
    """Return the first port from 8501 on that nobody uses."""
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        with socket.socket() as probe:
            if os.name != "nt":  # there, this option would take a port somebody listens on
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise SetupProblem("No free port between 8501 and 8600: close other apps and start again.")


def serve(command: Sequence[str]) -> int:
    """Run the app until it ends or the person presses Ctrl+C."""
    with subprocess.Popen(command, cwd=ROOT) as process:
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        try:
            return process.wait()
        except KeyboardInterrupt:
            try:
                process.wait(timeout=5)  # Ctrl+C has reached it as well
            except subprocess.TimeoutExpired:
                process.kill()
    say("Mien has stopped. A training that was going on finishes by itself.")
    return 0


def run_app(options: Sequence[str]) -> int:
    """Set up and start the app; where it runs already, open its page instead."""
    if options and not options[0].startswith("-"):
        raise SetupProblem(
            f"start.py does not know {options[0]!r}: use `python start.py`, or one of "
            "test, lint, audit and sbom after it."
        )
    if address := running_address():
        say(f"Mien is running already, at {address} : opening that page.")
        webbrowser.open(address)
        return 0
    set_up(LOCKS[:1])
    command = [str(PYTHON), "-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), *options]
    if any(option.startswith("--server.port") for option in options):
        return serve(command)
    port = free_port()
    if port != FIRST_PORT:
        say(f"Port {FIRST_PORT} is used by another program, so Mien takes {port}.")
    RUNNING.write_text(json.dumps({"port": port, "workspace": workspace()}))
    try:
        return serve([*command, "--server.port", str(port)])
    finally:
        RUNNING.unlink(missing_ok=True)


def run_tests(options: Sequence[str]) -> int:
    """Set up what the tests need and run them."""
    from tests.chromium import obtain_chromium  # noqa: PLC0415 - the app starts without the tests

    set_up(LOCKS)
    chromium = obtain_chromium(PYTHON)
    if not chromium:
        say("No Chromium here and none could be fetched: the browser tests cannot run.")
    environment = {**os.environ, **({"MIEN_CHROMIUM": chromium} if chromium else {})}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else each of many processes compiles anew
    command = [str(PYTHON), "-m", "pytest", *(options or SIDE_BY_SIDE)]
    return subprocess.call(command, cwd=ROOT, env=environment)


def run_lint() -> int:
    """Run the style, format and type checks; every one, even where an earlier one fails."""
    set_up(LOCKS)
    checks = (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"])
    return max(subprocess.call([str(PYTHON), "-m", *check], cwd=ROOT) for check in checks)


def run_supply(word: str, options: Sequence[str]) -> int:
    """Look at the locked packages: ``audit`` for known holes, ``sbom`` for the list of them."""
    set_up(LOCKS)
    command = [str(PYTHON), "-m", "scripts.supply_chain", word, *options]
    return subprocess.call(command, cwd=ROOT)


def main(arguments: Sequence[str]) -> int:
    """Do what was asked for and return the exit status, 0 when all went well."""
    word, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    try:
        if word == "test":
            return run_tests(rest)
        if word == "lint":
            return run_lint()
        if word in ("audit", "sbom"):
            return run_supply(word, rest)
        return run_app(arguments)
    except SetupProblem as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        say("Stopped. Start again to go on.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
