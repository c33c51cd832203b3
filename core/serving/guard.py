"""Who may ask: programs that call this computer by its own name, and no foreign web pages.

A web page that somebody has open could otherwise ask in their name: a browser lets it send photos
anywhere, and a host name of its own may be made to lead to this computer (DNS rebinding).
"""

from __future__ import annotations

from collections.abc import Collection
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from core.serving.refusals import refusal

_OWN_NAMES = frozenset({"localhost"})


class Guard:
    """Passes on the requests that may be answered.

    Parameters
    ----------
    app : ASGI app
        What answers.
    names : collection of str
        Under which names, besides addresses in digits and ``localhost``, it may be called.
    """

    def __init__(self, app: ASGIApp, names: Collection[str] = ()) -> None:
        self._app = app
        self._names = _OWN_NAMES | {name.lower() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        why_not = self._why_not(Headers(scope=scope))
        answer = refusal(HTTPStatus.FORBIDDEN, why_not) if why_not else self._app
        await answer(scope, receive, send)

    def _why_not(self, headers: Headers) -> str:
        host = headers.get("host", "")
        name = _name(f"//{host}")
        if not (name in self._names or _is_address(name)):
            return (
                f"This computer does not answer to the name {name[:100]!r}. "
                "Start it with --allow-host and that name."
            )
        origin = headers.get("origin")
        if origin is not None and _host(origin) != host:
            return "Another web page asked. Only programs and this computer's own page may."
        return ""


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
