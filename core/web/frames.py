"""What comes over an open connection: bytes only, or the connection is closed."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_UNSUPPORTED_DATA = 1003  # RFC 6455, section 7.4.1


class OnlyBytes:
    """Closes a WebSocket over which text comes; pages send none.

    Parameters
    ----------
    app : ASGI app
        What answers the rest.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or serve one connection."""

        async def taken() -> Message:
            message = await receive()
            if message["type"] != "websocket.receive" or message.get("bytes") is not None:
                return message
            await send({"type": "websocket.close", "code": _UNSUPPORTED_DATA})
            return {"type": "websocket.disconnect", "code": _UNSUPPORTED_DATA}

        await self._app(scope, taken if scope["type"] == "websocket" else receive, send)
