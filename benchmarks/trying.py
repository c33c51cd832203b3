"""The page *Try it* in a visitor's tab: photos are sent, and what is said of each is waited for."""

from __future__ import annotations

import secrets
import time
from typing import Any, Self

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState, UploadedFileInfo

from benchmarks.visitors import PATIENCE, Visitor

_FIELD = "Choose a photo"
_SHARES = "mien_plot"  # the chart of how sure the model is


class Trying:
    """One person at the page, inside an ``async with`` block.

    Parameters
    ----------
    visitor : Visitor
        The tab.
    """

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._client = httpx.AsyncClient(base_url=f"http://{visitor.address}", timeout=PATIENCE)
        self._before: Any = None

    async def __aenter__(self) -> Self:
        """Open the page; a request by HTTP brings the token that sending files needs."""
        await self._client.get("/_stcore/health")
        self._client.headers["X-Xsrftoken"] = self._client.cookies["_streamlit_xsrf"]
        await self._visitor.open("try_it")
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave the page."""
        await self._client.aclose()

    async def photo(self, name: str, data: bytes) -> float:
        """Give a photo in place of the one before; return the seconds until the answer stood."""
        began = time.perf_counter()
        place = await self._place(name)
        sent = await self._client.put(place.upload_url, files={"file": (name, data)})
        sent.raise_for_status()
        if self._before is not None:
            await self._client.delete(self._before.delete_url)
        self._before = place
        told = UploadedFileInfo(name=name, size=len(data), file_id=place.file_id, file_urls=place)
        drawn = self._visitor.whole
        self._visitor.widgets.pop(_SHARES, None)
        state = FileUploaderState(uploaded_file_info=[told])
        await self._visitor.say(_FIELD, file_uploader_state_value=state)
        await self._visitor.until(lambda: self._visitor.whole > drawn, f"The photo {name}")
        if _SHARES not in self._visitor.widgets:
            self._visitor.errors.append(f"Nothing was said about {name}.")
        return time.perf_counter() - began

    async def _place(self, name: str) -> Any:
        asked = BackMsg()
        asked.file_urls_request.request_id = secrets.token_hex(8)
        asked.file_urls_request.file_names.append(name)
        question = asked.file_urls_request.request_id
        await self._visitor.send(asked)
        await self._visitor.until(lambda: question in self._visitor.answers, "A place for a photo")
        return self._visitor.answers.pop(question).file_urls[0]
