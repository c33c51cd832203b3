"""Setting up and starting, with the real Python, pip and processes."""

from __future__ import annotations

import http.server
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

import start
from core.files import sha256_file
from core.workspace import PROJECT


def run_start(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "start.py", *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of start.py whose app is one line and needs no packages, set up once."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "tests").mkdir()
    shutil.copy(PROJECT / "start.py", folder)
    shutil.copy(PROJECT / "tests" / "chromium.py", folder / "tests")
    for lock in start.LOCKS:
        (folder / lock.name).write_text("# nothing\n")
    (folder / "streamlit.py").write_text("import sys; print('started', *sys.argv[1:])\n")
    (folder / "streamlit_app.py").touch()
    assert run_start(folder).returncode == 0
    return folder


def test_the_app_starts_in_an_environment_of_its_own(project: Path) -> None:
    done = run_start(project, "--server.port", "1234", "--server.headless=true")
    assert (project / ".venv" / "pyvenv.cfg").is_file()
    assert "started run" in done.stdout
    assert "--server.port 1234 --server.headless=true" in done.stdout


def test_a_second_start_installs_nothing(project: Path) -> None:
    assert "Installing" not in run_start(project).stderr


def test_a_changed_lock_is_installed_again(project: Path) -> None:
    (project / "requirements.txt").write_text("# nothing, said differently\n")
    assert "Installing requirements.txt" in run_start(project).stderr
    assert "Installing" not in run_start(project).stderr


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """Return a package that holds nothing."""
    path = tmp_path / "tiny-1.0-py3-none-any.whl"
    with ZipFile(path, "w") as archive:
        archive.writestr(
            "tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0"
        )
        archive.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any")
        archive.writestr("tiny-1.0.dist-info/RECORD", "")
    return path


@pytest.mark.parametrize("suffix", ["", f" --hash=sha256:{'0' * 64}"])
def test_a_package_without_the_right_hash_is_refused_in_one_sentence(
    suffix: str, project: Path, wheel: Path
) -> None:
    (project / "requirements.txt").write_text(f"tiny @ {wheel.as_uri()}{suffix}\n")
    for _ in range(2):  # what failed is not taken for done
        done = run_start(project)
        assert done.returncode == 1
        assert "could not be installed" in done.stderr.splitlines()[-1]
        assert "Traceback" not in done.stderr


def test_a_package_with_the_right_hash_is_installed(project: Path, wheel: Path) -> None:
    digest = sha256_file(wheel)
    line = f"tiny @ {wheel.as_uri()} --hash=sha256:{digest}\n"
    (project / "requirements.txt").write_text(line)
    assert run_start(project).returncode == 0


def test_a_broken_environment_is_made_anew(project: Path) -> None:
    python = project / start.PYTHON.relative_to(PROJECT)
    python.unlink()
    done = run_start(project)
    assert done.returncode == 0, done.stderr
    assert python.exists()


def test_what_the_tests_compile_is_kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They start some hundred processes; without that, each would compile what it imports."""
    (project / "pytest.py").write_text("import sys; print('kept:', not sys.dont_write_bytecode)")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("MIEN_CHROMIUM", sys.executable)
    assert "kept: True" in run_start(project, "test").stdout


def test_an_unknown_word_is_one_sentence() -> None:
    done = run_start(PROJECT, "tset")
    assert done.returncode == 1
    assert done.stderr.startswith("start.py does not know 'tset'")


def test_a_python_that_does_not_fit_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "FITTING", ((9, 9),))
    with pytest.raises(start.SetupProblem, match=r"needs Python 3\.11"):
        start.fitting_python()


class Healthy(http.server.BaseHTTPRequestHandler):
    """Answers as a running app does."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Return the port of an app that an earlier start left a note about."""
    monkeypatch.setattr(start, "RUNNING", tmp_path / "running.json")
    with http.server.HTTPServer(("127.0.0.1", 0), Healthy) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        start.RUNNING.write_text(
            f'{{"port": {server.server_port}, "workspace": {start.json.dumps(start.workspace())}}}'
        )
        yield server.server_port
        server.shutdown()
        thread.join()


def test_a_running_app_is_found(running: int) -> None:
    assert start.running_address() == f"http://127.0.0.1:{running}"


def test_an_app_with_other_photos_is_not_mistaken_for_this_one(
    running: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIEN_WORKSPACE", str(tmp_path))
    assert start.running_address() is None


@pytest.mark.parametrize("note", ['{"port": 1, "workspace": ""}', "{", "[]", '{"port": "x"}'])
def test_a_stale_or_torn_note_counts_as_not_running(
    note: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "RUNNING", tmp_path / "running.json")
    start.RUNNING.write_text(note)
    assert start.running_address() is None


def test_a_port_in_use_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(start, "FIRST_PORT", port)
        assert start.free_port() > port


@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C cannot be sent to one process there")
def test_ctrl_c_ends_the_app_cleanly() -> None:
    child = "import time; print('up', flush=True); time.sleep(60)"
    code = f"import start, sys; sys.exit(start.serve([sys.executable, '-c', {child!r}]))"
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Mien has stopped" in errors.splitlines()[-1]
