"""How many bytes of uploads this computer holds in memory, for one page and for all of them.

Streamlit takes what a page sends, of any number of files of any name, and keeps it until that
page is closed. Here it is counted before a byte of it is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_UPLOAD = re.compile(r"/_stcore/upload_file/(?P<session>[^/]+)/[^/]+/?$")
_LENGTH = re.compile(r"[0-9]{1,18}")
_MEGABYTE = 1 << 20


@dataclass
class _Coming:
    """Bytes that are on their way, by session."""

    by_session: dict[str, int] = field(default_factory=dict)

    def add(self, session: str, size: int) -> None:
        now = self.by_session.get(session, 0) + size
        self.by_session[session] = now
        if not now:
            del self.by_session[session]

    def total(self) -> int:
        return sum(self.by_session.values())


class UploadQuota:
    """Refuses what would be too much to hold, with one sentence.

    Parameters
    ----------
    app : ASGI app
        What takes uploads.
    held : callable
        Returns how many bytes are held, by session.
    is_open : callable
        Whether a session is open.
    per_session, in_all : int
        Bytes of uploads that may be held at once.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        held: Callable[[], Mapping[str, int]],
        is_open: Callable[[str], bool],
        per_session: int,
        in_all: int,
    ) -> None:
        self._app = app
        self._held = held
        self._is_open = is_open
        self._per_session = per_session
        self._in_all = in_all
        self._coming = _Coming()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        upload = _UPLOAD.search(scope["path"]) if _is_put(scope) else None
        if upload is None:
            await self._app(scope, receive, send)
            return
        session, size = upload["session"], _declared(Headers(scope=scope))
        if size is None:
            await _no_length()(scope, receive, send)
            return
        if refusal := self._refusal(session, size):
            await refusal(scope, receive, send)
            return
        self._coming.add(session, size)
        try:
            await self._app(scope, receive, send)
        finally:
            self._coming.add(session, -size)

    def _refusal(self, session: str, size: int) -> ASGIApp | None:
        if not self._is_open(session):
            return _say(HTTPStatus.NOT_FOUND, "This page is no longer open. Load it again.")
        held = self._held()
        here = held.get(session, 0) + self._coming.by_session.get(session, 0)
        if here + size > self._per_session:
            return _too_much(f"This page may hold {_in_mb(self._per_session)} MB of files at once.")
        if sum(held.values()) + self._coming.total() + size > self._in_all:
            most = _in_mb(self._in_all)
            return _too_much(f"All open pages together may hold {most} MB of files at once.")
        return None


def _is_put(scope: Scope) -> bool:
    return bool(scope["type"] == "http" and scope["method"] == "PUT")


def _declared(headers: Headers) -> int | None:
    """Return how many bytes a request says it brings, None if nobody holds it to that.

    The server does, but not where a request comes in chunks: then its length means nothing.
    """
    text = headers.get("content-length", "")
    bound = "transfer-encoding" not in headers and _LENGTH.fullmatch(text)
    return int(text) if bound else None


def _in_mb(size: int) -> int:
    return size // _MEGABYTE


def _too_much(sentence: str) -> ASGIApp:
    return _say(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"{sentence} Bring larger sets in from a folder on this computer.",
    )


def _no_length() -> ASGIApp:
    return _say(HTTPStatus.LENGTH_REQUIRED, "The upload does not say how long it is.")


def _say(status: HTTPStatus, sentence: str) -> ASGIApp:
    return PlainTextResponse(sentence, status)
