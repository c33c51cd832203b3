"""Pictures, uploads and figures only for people who logged in, where people do.

Streamlit asks who somebody is when a page connects, and hands that to the script. What is fetched
or sent beside the page it gives and takes without asking; and what a page sends runs the callbacks
of its buttons before any page could ask again.
"""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from ui import members

_BESIDE_THE_PAGE = re.compile(r"(?<!/static)/media/|/_stcore/(upload_file/|metrics|agent/)")

_PROTOCOL = b"sec-websocket-protocol"
_DRAW_ANEW = BackMsg(rerun_script=ClientState()).SerializeToString()


class LoginWall:
    """Refuses what is asked beside the page to whoever may not see the page.

    Parameters
    ----------
    app : ASGI app
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or one connection of a page."""
        if scope["type"] == "websocket" and members.wanted():
            await _Connection(scope, receive, send).go_on(self._app)
            return
        if _is_private(scope) and not members.address_of(_user(Headers(scope=scope))):
            sentence = "Only people who are logged in may have this. Load the page and log in."
            await PlainTextResponse(sentence, HTTPStatus.FORBIDDEN)(scope, receive, send)
            return
        await self._app(scope, receive, send)


class _Connection:
    """A page's connection: once let in, whatever it sends is from somebody who still may.

    What somebody sends who was taken off the list meanwhile is left out; their page is drawn anew,
    which shows the way in.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._user = _user(Headers(scope=scope))
        self._is_in = bool(members.address_of(self._user))
        self._scope = scope if self._is_in else _without_session(scope)
        self._receive, self._send = receive, send

    async def go_on(self, app: ASGIApp) -> None:
        """Let the page be drawn and answered until it closes."""
        await app(self._scope, self._next, self._send)

    async def _next(self) -> Message:
        message = await self._receive()
        if self._is_in and message["type"] == "websocket.receive":
            self._is_in = bool(members.address_of(self._user))
            return message if self._is_in else {"type": "websocket.receive", "bytes": _DRAW_ANEW}
        return message


def _without_session(scope: Scope) -> Scope:
    """Return a connection that begins anew: pages drawn for somebody else are not handed on.

    A page names the session it had as the third of its "protocols".
    """
    kept = [
        (name, b",".join(value.split(b",")[:2]) if name == _PROTOCOL else value)
        for name, value in scope["headers"]
    ]
    return {**scope, "headers": kept}


def _is_private(scope: Scope) -> bool:
    asked = scope["type"] == "http" and _BESIDE_THE_PAGE.search(scope["path"])
    return bool(asked) and members.wanted()


def _user(headers: Headers) -> dict[str, Any]:
    """Return what the provider said of whoever a request's cookie belongs to, {} without one."""
    cookies = cookie_parser(headers.get("cookie", ""))
    secret = get_cookie_secret()

    def signed(name: str) -> bytes | None:
        value = cookies.get(name)
        return decode_signed_value(secret, name, value.encode("latin-1")) if value else None

    said = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
    user = json.loads(said) if said else {}
    return user if isinstance(user, dict) else {}
