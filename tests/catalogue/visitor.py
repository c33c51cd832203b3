"""Somebody at the app without a browser: its HTTP and its WebSocket, byte by byte."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

_PATIENCE = 60


class Visitor:
    """One open page.

    Parameters
    ----------
    address : str
        Of the app.
    query : str
        What follows the question mark.
    """

    def __init__(self, address: str, query: str = "") -> None:
        self.http = httpx.Client(base_url=address, timeout=_PATIENCE)
        self.token = self.http.get("/_stcore/health").cookies["_streamlit_xsrf"]
        self._opened = connect(
            f"{address.replace('http', 'ws', 1)}/_stcore/stream",
            origin=address,  # type: ignore[arg-type]
            additional_headers={"Cookie": f"_streamlit_xsrf={self.token}"},
            subprotocols=["streamlit", self.token],  # type: ignore[list-item]
            max_size=None,
        )
        self.session = ""
        self._line = self._opened.__enter__()
        self.drawn = self.draw(query)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened.__exit__(None, None, None)
        self.http.close()

    def draw(self, query: str = "", page: str = "") -> list[ForwardMsg]:
        """Let the page be drawn and return everything the app sent for it."""
        wish = BackMsg()
        wish.rerun_script.query_string = query
        wish.rerun_script.page_name = page
        self._line.send(wish.SerializeToString())
        came: list[ForwardMsg] = []
        while not came or came[-1].WhichOneof("type") != "script_finished":
            message = ForwardMsg()
            data = self._line.recv(timeout=_PATIENCE)
            message.ParseFromString(data if isinstance(data, bytes) else data.encode())
            came.append(message)
            if message.WhichOneof("type") == "new_session":
                self.session = message.new_session.initialize.session_id
        return came

    def put(
        self, data: bytes, name: str, *, token: str | None = None, **headers: str
    ) -> httpx.Response:
        """Upload a file under an id of one's own."""
        return self.http.put(
            f"/_stcore/upload_file/{self.session}/{name}",
            files={"file": ("a.jpg", data, "image/jpeg")},
            headers={"X-Xsrftoken": self.token if token is None else token, **headers},
        )
