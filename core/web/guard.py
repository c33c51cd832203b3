"""Who may ask: those who call this computer by its own name, and no foreign web pages.

A web page that somebody has open could otherwise ask in their name: a browser lets it send photos
anywhere, and a host name of its own may be made to lead to this computer (DNS rebinding).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_AGAINST_THE_RULES = 1008
_LONGEST = 100

Refuse = Callable[[int, str], ASGIApp]


def in_plain_text(status: int, sentence: str) -> ASGIApp:
    """Return a refusal as one sentence."""
    return PlainTextResponse(sentence, status)


class Guard:
    """Passes on the requests and the WebSockets that may be answered.

    Parameters
    ----------
    app : ASGI app
        What answers.
    known : callable
        Whether this computer answers to a host name, in small letters and without its port.
    origins : collection of str
        Web pages of other addresses that may ask all the same, as ``https://name:port``.
    advice : str
        What to do about a name that is not known, as a whole sentence.
    refuse : callable
        Makes the answer to a request from its status and one sentence.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        known: Callable[[str], bool],
        origins: Collection[str] = (),
        advice: str = "",
        refuse: Refuse = in_plain_text,
    ) -> None:
        self._app = app
        self._known = known
        self._origins = frozenset(origins)
        self._advice = advice
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or one WebSocket."""
        why_not = "" if scope["type"] == "lifespan" else self._why_not(Headers(scope=scope))
        if not why_not:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": _AGAINST_THE_RULES, "reason": why_not})
        else:
            await self._refuse(HTTPStatus.FORBIDDEN, why_not)(scope, receive, send)

    def _why_not(self, headers: Headers) -> str:
        host = headers.get("host", "")
        name = _name(f"//{host}")
        if not (name and self._known(name)):
            told = f"This computer does not answer to the name {name[:_LONGEST]!r}."
            return f"{told} {self._advice}".strip()
        origin = headers.get("origin")
        if origin is None or origin in self._origins or _host(origin) == host:
            return ""
        return "Another web page asked. Only programs and this computer's own page may."


def is_address(name: str) -> bool:
    """Return whether a host name is an address in digits, which nobody can make lead elsewhere."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def is_one_of(name: str, patterns: Collection[str]) -> bool:
    """Return whether a host name is one of these names, or below one given as ``*.name``.

    ``*`` stands for every name.
    """
    name = name.rstrip(".")
    for pattern in (each.strip().lower().rstrip(".") for each in patterns):
        if pattern in ("*", name) or (pattern.startswith("*.") and name.endswith(pattern[1:])):
            return True
    return False


def _host(origin: str) -> str | None:
    """Return the host of a web page, whose scheme a proxy before us may have changed."""
    try:
        page = urlsplit(origin)
    except ValueError:
        return None
    return page.netloc if page.scheme in ("http", "https") else None


def _name(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
