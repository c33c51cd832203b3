"""Weights are found, else fetched once, whole and checked; offline says what to do."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from core.errors import WeightsMissing
from core.files import sha256_bytes
from core.weights import MOBILENET_V2, WeightsFile, find_weights
from core.workspace import Workspace

CONTENT = bytes(range(256)) * 1000


class Server(HTTPServer):
    """Serves one file, remembers what was asked, and can hang up half-way."""

    cut_after: int | None = None
    answers_ranges = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.ranges: list[str | None] = []


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.server.ranges.append(wanted)
        start = 0
        if wanted and self.server.answers_ranges:
            start = int(re.fullmatch(r"bytes=(\d+)-", wanted)[1])  # type: ignore[index]
        body = CONTENT[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: self.server.cut_after])

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Server]:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def file(server: Server) -> WeightsFile:
    url = f"http://127.0.0.1:{server.server_port}/w.h5"
    return WeightsFile("w.h5", url, sha256_bytes(CONTENT))


def test_weights_are_fetched_once_and_kept(
    workspace: Workspace, server: Server, file: WeightsFile
) -> None:
    path = find_weights(workspace, file)
    assert path == workspace.weights / "w.h5"
    assert path.read_bytes() == CONTENT
    assert find_weights(workspace, file) == path
    assert len(server.ranges) == 1


def test_weights_that_keras_has_are_taken_from_there(
    workspace: Workspace, server: Server, file: WeightsFile, tmp_path: Path
) -> None:
    own = tmp_path / "keras" / "models" / "w.h5"
    own.parent.mkdir(parents=True)
    own.write_bytes(CONTENT)
    assert find_weights(workspace, file) == own
    assert server.ranges == []


def test_weights_put_into_models_or_a_named_folder_are_taken(
    workspace: Workspace, server: Server, file: WeightsFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIEN_WEIGHTS", str(workspace.root / "named"))
    for place in (workspace.root / "named" / "w.h5", workspace.models / "w.h5"):
        place.parent.mkdir()
        place.write_bytes(CONTENT)
        assert find_weights(workspace, file) == place
    assert server.ranges == []


def test_a_download_that_broke_off_goes_on_where_it_stopped(
    workspace: Workspace, server: Server, file: WeightsFile
) -> None:
    server.cut_after = 100_000
    with pytest.raises(WeightsMissing):
        find_weights(workspace, file)
    server.cut_after = None
    assert find_weights(workspace, file).read_bytes() == CONTENT
    assert server.ranges == [None, "bytes=100000-"]


def test_a_server_that_cannot_go_on_begins_again(
    workspace: Workspace, server: Server, file: WeightsFile
) -> None:
    workspace.weights.mkdir(parents=True)
    (workspace.weights / "w.h5.part").write_bytes(b"something else")
    server.answers_ranges = False
    assert find_weights(workspace, file).read_bytes() == CONTENT


def test_damaged_weights_are_fetched_again(
    workspace: Workspace, server: Server, file: WeightsFile
) -> None:
    find_weights(workspace, file).write_bytes(b"damaged")
    assert find_weights(workspace, file).read_bytes() == CONTENT


def test_wrong_content_is_refused_and_not_kept(
    workspace: Workspace, server: Server, file: WeightsFile
) -> None:
    with pytest.raises(WeightsMissing, match="came damaged"):
        find_weights(workspace, replace(file, sha256="0" * 64))
    assert list(workspace.weights.iterdir()) == []


def test_progress_ends_at_the_whole(
    workspace: Workspace, server: Server, file: WeightsFile
) -> None:
    seen: list[tuple[int, int | None]] = []
    find_weights(workspace, file, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(CONTENT), len(CONTENT))


def test_offline_says_what_to_put_where(workspace: Workspace, file: WeightsFile) -> None:
    nobody = replace(file, url="http://127.0.0.1:1/w.h5")
    with pytest.raises(WeightsMissing) as caught:
        find_weights(workspace, nobody)
    sentence = str(caught.value)
    assert all(part in sentence for part in ("w.h5", nobody.url, str(workspace.weights)))


def test_the_published_hash_is_that_of_the_real_file(
    workspace: Workspace, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(shared / "weights" / "keras"))
    assert find_weights(workspace).name == MOBILENET_V2.name
