"""The app that answers, without a server around it: who goes away, and a model that is gone."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from PIL import Image

from core.dataset.face_itself import is_face_itself
from core.inference import Inference
from core.runs.run_directory import RunDirectory
from core.serving.app import create_app
from core.serving.trial import TRIAL_PHOTO
from core.starter_model import STARTER

Message = MutableMapping[str, Any]


@pytest.fixture
def run(tmp_path: Path) -> RunDirectory:
    """Return a finished training that may be harmed."""
    shutil.copytree(STARTER, tmp_path / "starter")
    return RunDirectory(tmp_path / "starter")


@pytest.fixture
def inference() -> Iterator[Inference]:
    """Return a process that holds models."""
    child = Inference()
    yield child
    child.close()


@pytest.fixture
def app(run: RunDirectory, inference: Inference) -> FastAPI:
    """Return the app that answers with it."""
    return create_app(run, inference)


def asked(app: FastAPI, method: str, path: str, *received: Message) -> list[Message]:
    """Return what the app sends to somebody who sends these messages."""
    scope: Message = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-type", b"image/jpeg")],
    }
    left, sent = iter(received), list[Message]()

    async def receive() -> Message:
        message = next(left, None)
        return message or await asyncio.Future()  # nothing more comes

    async def send(message: Message) -> None:
        sent.append(message)

    with ThreadPoolExecutor(1) as apart:  # a browser's loop may run in this thread already
        apart.submit(asyncio.run, app(scope, receive, send)).result()
    return sent


def test_who_goes_away_while_sending_is_no_failure(
    app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    half = {"type": "http.request", "body": b"half a photo", "more_body": True}
    sent = asked(app, "POST", "/predict", half, {"type": "http.disconnect"})
    assert sent[0]["status"] == 400
    assert caplog.records == []


def test_who_stalls_gives_its_place_back(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.serving.body._SILENCE", 0.1)
    half = {"type": "http.request", "body": b"half a photo", "more_body": True}
    head, body = asked(app, "POST", "/predict", half)
    assert head["status"] == 408
    assert "did not arrive" in json.loads(body["body"])["error"]


def test_health_tells_when_the_model_is_gone(app: FastAPI, run: RunDirectory) -> None:
    head, body = asked(app, "GET", "/health", {"type": "http.request"})
    assert (head["status"], json.loads(body["body"])["status"]) == (200, "ready")
    run.model.unlink()
    head, body = asked(app, "GET", "/health", {"type": "http.request"})
    assert head["status"] == 503
    assert "model is gone" in json.loads(body["body"])["error"]


def test_the_trial_at_the_start_has_faces_looked_for() -> None:
    with Image.open(BytesIO(TRIAL_PHOTO)) as trial:
        assert not is_face_itself(*trial.size)
