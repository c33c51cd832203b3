"""Pictures, uploads and figures only for people who logged in, where people do.

Streamlit asks who somebody is when a page connects, and hands that to the script. What is fetched
or sent beside the page it gives and takes without asking.
"""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from ui import members

_BESIDE_THE_PAGE = re.compile(r"(?<!/static)/media/|/_stcore/(upload_file/|metrics|agent/)")


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
        """Answer one request."""
        if _is_private(scope) and not members.address_of(_user(Headers(scope=scope))):
            sentence = "Only people who are logged in may have this. Load the page and log in."
            await PlainTextResponse(sentence, HTTPStatus.FORBIDDEN)(scope, receive, send)
            return
        await self._app(scope, receive, send)


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
