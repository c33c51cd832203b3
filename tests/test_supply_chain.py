"""What Mien is made of: known holes, the list of packages, and how old they may be."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.workspace import PROJECT
from scripts import supply_chain
from tests.conftest import missing

FLOORS = {
    "pillow": (13, 0, 0),
    "keras": (3, 15, 1),
    "streamlit": (1, 61),
    "starlette": (1, 3, 1),
    "python-multipart": (0, 0, 31),
}
"""Below these, holes are known in what reads photos, models and requests."""


def locked(lock: str) -> dict[str, tuple[int, ...]]:
    """Return the version of every package in a lock."""
    lines = (PROJECT / lock).read_text("utf-8").splitlines()
    pins = [line.split()[0].split("==") for line in lines if line[:1].isalnum() and "==" in line]
    return {
        name: tuple(int(n) for n in version.split(".") if n.isdigit()) for name, version in pins
    }


@pytest.mark.parametrize("package", FLOORS)
def test_nothing_that_reads_what_comes_from_outside_is_older_than_its_last_hole(
    package: str,
) -> None:
    assert locked("requirements.txt")[package] >= FLOORS[package]


class NotedHoles(http.server.BaseHTTPRequestHandler):
    """Answers as a list of holes does that knows one, in pg8000."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = asked["package"]["name"]
        hole = {"id": "TEST-1", "summary": "", "aliases": [], "affected": [_mended(name)]}
        answer = json.dumps({"vulns": [hole]} if name == "pg8000" else {}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _mended(name: str) -> dict[str, object]:
    events = [{"introduced": "0"}, {"fixed": "99.1"}]
    ranges = [{"type": "ECOSYSTEM", "events": events}]
    return {"package": {"name": name, "ecosystem": "PyPI"}, "ranges": ranges}


@pytest.fixture
def holes() -> Iterator[str]:
    """Return the address of a list of holes."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), NotedHoles) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/query"
        server.shutdown()
        thread.join()


@pytest.fixture
def small_lock(tmp_path: Path) -> Path:
    """Return a lock of two packages."""
    path = tmp_path / "lock.txt"
    pins = [f"{pin} --hash=sha256:{'0' * 64}" for pin in ("pg8000==1.31.6", "pillow==13.0.0")]
    path.write_text("\n".join(pins))
    return path


def test_a_known_hole_is_told_with_what_mends_it(
    holes: str, small_lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert supply_chain.audit(["-s", "osv", "--osv-url", holes], [small_lock]) == 1
    out = capsys.readouterr().out
    assert "pg8000 1.31.6: TEST-1, mended in 99.1." in out
    assert "2 locked packages looked at, 1 known holes." in out


def test_without_the_internet_it_is_one_sentence(small_lock: Path) -> None:
    offline = shutil.which("unshare")
    if offline is None:
        missing("needs unshare to be offline")
    code = (
        "import pathlib, sys; from scripts import supply_chain; "
        f"sys.exit(supply_chain.audit([], [pathlib.Path({str(small_lock)!r})]))"
    )
    done = subprocess.run(
        [offline, "-Urn", sys.executable, "-c", code],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Nobody could be asked about known holes")
    assert len(done.stderr.splitlines()) == 1


def test_the_list_of_packages_holds_the_lock(tmp_path: Path) -> None:
    target = tmp_path / "sbom.json"
    assert supply_chain.main(["sbom", str(target)]) == 0
    told = json.loads(target.read_text("utf-8"))
    assert told["bomFormat"] == "CycloneDX"
    assert told["metadata"]["component"]["name"] == "mien"
    assert {each["name"] for each in told["components"]} == set(locked("requirements.txt"))
    assert all(each["externalReferences"][0]["hashes"] for each in told["components"])


def test_a_place_that_takes_no_file_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert supply_chain.main(["sbom", str(tmp_path / "none" / "sbom.json")]) == 1
    assert "could not be written" in capsys.readouterr().err
