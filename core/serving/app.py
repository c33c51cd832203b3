"""The app that answers photos sent over HTTP.

It is light: models are held by `core.inference`'s process. Nothing that is sent is stored or
written to a log.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from core.inference import Inference
from core.runs.run_directory import RunDirectory
from core.serving.about import About, about
from core.serving.answers import Health, PhotoAnswer, Refusal, photo_answer
from core.serving.body import FIELD, photo_in
from core.serving.page import PAGE, POLICY
from core.serving.refusals import RequestRefused, add_refusals, refusal
from core.web.guard import Guard, is_address, is_one_of

MOST_AT_ONCE = 16
"""Photos that are being sent or wait for their answer; each may need 30 MB."""

_OWN_NAME = "localhost"

_BINARY = {"type": "string", "format": "binary"}
_PHOTO_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "JPEG, PNG, WebP, HEIC, AVIF, GIF, BMP or TIFF, "
        "30 MB and 50 megapixels at most.",
        "content": {
            "multipart/form-data": {
                "schema": {"type": "object", "required": [FIELD], "properties": {FIELD: _BINARY}}
            },
            "image/*": {"schema": _BINARY},
        },
    }
}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    int(status): {"model": Refusal, "description": why}
    for status, why in (
        (HTTPStatus.BAD_REQUEST, "No photo came."),
        (HTTPStatus.FORBIDDEN, "Asked under a foreign name, or by a foreign web page."),
        (HTTPStatus.REQUEST_TIMEOUT, "The photo came too slowly."),
        (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The photo has too many bytes."),
        (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "What came does not call itself a photo."),
        (HTTPStatus.UNPROCESSABLE_ENTITY, "This cannot be read as a photo."),
        (HTTPStatus.SERVICE_UNAVAILABLE, "Too many photos at once, or the model is gone."),
    )
}

_GONE = HTTPStatus.SERVICE_UNAVAILABLE


class _Places:
    """How many may be served at once."""

    def __init__(self, most: int) -> None:
        self._free = most

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """Hold a place; refuse where none is free."""
        if not self._free:
            raise RequestRefused(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "Too many photos came at once.",
                advice="Send this one again in a moment.",
            )
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1


def create_app(run: RunDirectory, inference: Inference, *, names: Collection[str] = ()) -> FastAPI:
    """Return the app that answers photos with one model.

    Parameters
    ----------
    run : RunDirectory
        A finished training.
    inference : Inference
        The process that holds its model.
    names : collection of str, optional
        Names besides ``localhost`` under which this computer may be asked.
    """
    app = FastAPI(
        title="Mien",
        summary="Which expression a face shows, as a model says that was trained with Mien.",
        docs_url=None,  # these pages would fetch their scripts from elsewhere
        redoc_url=None,
    )
    own = {_OWN_NAME, *names}
    app.add_middleware(
        Guard,
        known=lambda name: is_address(name) or is_one_of(name, own),
        advice="Start it with --allow-host and that name.",
        refuse=refusal,
    )
    add_refusals(app)
    _add_pages(app)
    places = _Places(MOST_AT_ONCE)

    @app.post(
        "/predict",
        response_description="The answer.",
        openapi_extra=_PHOTO_BODY,
        responses=_REFUSALS,
    )
    async def predict(request: Request) -> PhotoAnswer:
        """Say of every face in a photo what it looks like."""
        async with places.one():
            data = await photo_in(request)
            seen = await run_in_threadpool(inference.glance, run.path, data)
        return photo_answer(run.run_id, seen)

    @app.get(
        "/health",
        response_description="It answers.",
        responses={int(_GONE): _REFUSALS[_GONE]},
    )
    async def health() -> Health:
        """Say whether photos are answered, and by which model."""
        if not run.model.is_file():
            raise RequestRefused(
                _GONE, "The model is gone.", advice="Put its training back, or serve another one."
            )
        return Health(status="ready", model=run.run_id, name=run.name, classes=run.classes)

    @app.get("/about", response_description="It is told.")
    async def told() -> About:
        """Say how good the model is and what it must not be used for."""
        return await run_in_threadpool(about, run)

    return app


def _add_pages(app: FastAPI) -> None:
    @app.get("/", include_in_schema=False)
    @app.get("/docs", include_in_schema=False)
    async def page() -> HTMLResponse:
        return HTMLResponse(PAGE, headers={"Content-Security-Policy": POLICY})
