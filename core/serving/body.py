"""The photo in a request, kept in memory and never on disk."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from http import HTTPStatus

import anyio
from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from core.limits import PHOTO_BYTES
from core.serving.refusals import RequestRefused

FIELD = "photo"
"""What the field of a form is called."""

_FORM = "multipart/form-data"
_AROUND = 64_000
"""Bytes that a form may need around the photo."""

_THROWN_AWAY = 4 * PHOTO_BYTES
"""Read on to here after the limit, so that whoever sends gets to read the answer."""

_PATIENCE = 60.0
"""Seconds for a whole photo."""

_SILENCE = 10.0
"""Seconds without a byte of it: who stalls must not hold a place that others could have."""


class _InMemory(MultiPartParser):
    """A parser that leaves no file behind."""

    spool_max_size = 2 * PHOTO_BYTES


async def photo_in(request: Request) -> bytes:
    """Return the photo that a request brings: its body, or the field ``photo`` of a form.

    Raises
    ------
    RequestRefused
        If there is none, or it is too large, or it came too slowly.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        with anyio.fail_after(_PATIENCE):
            data = await _form_photo(request) if kind == _FORM else await _body(request, kind)
    except TimeoutError as late:
        came = "The photo did not arrive in time."
        raise RequestRefused(HTTPStatus.REQUEST_TIMEOUT, came, advice="Send it again.") from late
    if not data:
        came, advice = "No photo came: it is empty.", f"Send it as field {FIELD}, or as the body."
        raise RequestRefused(HTTPStatus.BAD_REQUEST, came, advice=advice)
    return data


async def _body(request: Request, kind: str) -> bytes:
    if not (kind.startswith("image/") or kind in ("", "application/octet-stream")):
        raise RequestRefused(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"The content type is {kind[:100]}.",
            f"It has to be image/jpeg or the like, or {_FORM} with a field {FIELD}.",
        )
    return b"".join([part async for part in _limited(request, PHOTO_BYTES)])


async def _form_photo(request: Request) -> bytes:
    parser = _InMemory(
        request.headers, _limited(request, PHOTO_BYTES + _AROUND), max_files=1, max_fields=10
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError) as problem:
        advice = f"Send one file, as field {FIELD}."
        came = "The form cannot be read."
        raise RequestRefused(HTTPStatus.BAD_REQUEST, came, advice=advice) from problem
    try:
        photo = form.get(FIELD)
        return await photo.read() if isinstance(photo, UploadFile) else b""
    finally:
        await form.close()


async def _limited(request: Request, most: int) -> AsyncGenerator[bytes]:
    """Yield the body; past the limit throw away what still comes, for a while, and refuse."""
    came = 0
    async for part in _parts(request):
        came += len(part)
        if came <= most:
            yield part
        elif came > _THROWN_AWAY:
            break
    if came > most:
        megabytes = f"{PHOTO_BYTES / 1e6:.0f} MB"
        raise RequestRefused(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "The photo is too large.",
            f"At most {megabytes} fit.",
            "Send a smaller copy.",
        )


async def _parts(request: Request) -> AsyncIterator[bytes]:
    stream = request.stream()
    while True:
        try:
            with anyio.fail_after(_SILENCE):
                part = await anext(stream)
        except StopAsyncIteration:
            return
        yield part
