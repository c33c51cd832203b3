"""The app that answers, without a server around it: who goes away while sending."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from core.inference import Inference
from core.runs.run_directory import RunDirectory
from core.serving.app import create_app
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
        return next(left)

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent


def test_who_goes_away_while_sending_is_no_failure(
    app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    half = {"type": "http.request", "body": b"half a photo", "more_body": True}
    sent = asked(app, "POST", "/predict", half, {"type": "http.disconnect"})
    assert sent[0]["status"] == 400
    assert caplog.records == []
