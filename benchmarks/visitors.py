"""Tabs of a browser without the browser: they speak Streamlit's protocol over a WebSocket.

Twenty Chromiums would measure the browsers. A visitor does what the script in the page does: it
opens pages, sends with every message what its widgets stand at, and asks anew for the parts of a
page that follow something, as often as they say.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

PATIENCE = 60.0
"""Seconds after which what was asked for counts as not answered."""

_KEPT = 60
_WIDGETS = ("bidi_component", "text_input", "file_uploader")


@dataclass(frozen=True)
class Widget:
    """A widget as it stands on the page.

    Parameters
    ----------
    id : str
        What the server calls it.
    fragment : str
        The part of the page that is drawn anew when it changes; empty: the whole page.
    message : protobuf message
        Everything the server said about it.
    """

    id: str
    fragment: str
    message: Any


class Visitor:
    """One tab. It is open inside an ``async with`` block.

    Parameters
    ----------
    port : int
        Where the app listens on this computer.

    Attributes
    ----------
    widgets : dict of str to Widget
        By the label of a field or the name of a component.
    errors : list of str
        The errors that the pages showed, and what was not answered.
    answers : dict of str to message
        What the server said about files to be sent, by the id of the question.
    whole, redraws : int
        How often a whole page was drawn, and how often a page or a part of one.
    """

    def __init__(self, port: int) -> None:
        self.address = f"127.0.0.1:{port}"
        self.widgets: dict[str, Widget] = {}
        self.errors: list[str] = []
        self.answers: dict[str, Any] = {}
        self.whole = self.redraws = 0
        self._hearers: dict[str, Callable[[Any], None]] = {}
        self._states: dict[str, WidgetState] = {}
        self._pages: dict[str, str] = {}
        self._page = ""
        self._kept: dict[str, Delta] = {}
        self._following: dict[str, asyncio.Task[None]] = {}
        self._news = asyncio.Event()
        self._socket: ClientConnection
        self._listener: asyncio.Task[None]

    async def __aenter__(self) -> Self:
        """Connect, as a page of this computer would."""
        self._socket = await connect(
            f"ws://{self.address}/_stcore/stream",
            origin=f"http://{self.address}",  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None,
            proxy=None,
            open_timeout=PATIENCE,
        )
        self._listener = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the tab."""
        self._unfollow(*self._following)
        self._listener.cancel()
        await self._socket.close()

    def hear(self, component: str, hearer: Callable[[Any], None]) -> None:
        """Call ``hearer`` with every message about a component."""
        self._hearers[component] = hearer

    async def open(self, page: str) -> float:
        """Open a page by its address and return the seconds until it was drawn whole."""
        self._states.clear()
        self.widgets.clear()
        before, began = self.whole, time.perf_counter()
        await self._ask(page=page)
        await self.until(lambda: self.whole > before, f"The page {page or 'home'!r}")
        return time.perf_counter() - began

    async def say(self, widget: str, **value: Any) -> None:
        """Give a widget a value (a field of ``WidgetState``); it is drawn anew."""
        known = self.widgets.get(widget)
        if known is None:
            self.errors.append(f"The page does not show {widget!r}.")
            return
        self._states[known.id] = WidgetState(id=known.id, **value)
        await self._ask(fragment=known.fragment)

    async def send(self, message: BackMsg) -> None:
        """Send a message."""
        with suppress(ConnectionClosed):  # the listener says so
            await self._socket.send(message.SerializeToString())

    async def until(
        self, seen: Callable[[], bool], what: str = "", seconds: float = PATIENCE
    ) -> bool:
        """Wait for something to be seen; where it is not and has a name, that is an error."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not seen():
                    self._news.clear()
                    await self._news.wait()
                return True
        if what:
            self.errors.append(f"{what} was not answered in {seconds:.0f} seconds.")
        return False

    async def _ask(
        self, *, page: str | None = None, fragment: str = "", again: bool = False
    ) -> None:
        message = BackMsg()
        asked = message.rerun_script
        asked.page_script_hash = self._page if page is None else self._pages.get(page, "")
        asked.page_name = page or ""
        asked.fragment_id = fragment
        asked.is_auto_rerun = again
        asked.widget_states.widgets.extend(self._states.values())
        asked.cached_message_hashes.extend(self._kept)
        await self.send(message)

    async def _listen(self) -> None:
        try:
            async for data in self._socket:
                message = ForwardMsg()
                message.ParseFromString(data if isinstance(data, bytes) else data.encode())
                self._take(message)
                self._news.set()
            self.errors.append("The app closed the connection.")
        except ConnectionClosed as closed:
            self.errors.append(f"The connection broke: {closed}.")

    def _take(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "delta" | "ref_hash":
                self._show(message)
            case "new_session" if not message.metadata.run.fragment_ids:
                self._unfollow(*self._following)
            case "navigation":
                pages = message.navigation.app_pages
                self._pages = {each.url_pathname: each.page_script_hash for each in pages}
                self._page = message.navigation.page_script_hash
            case "auto_rerun":
                self._follow(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            case "stop_auto_rerun":
                self._unfollow(*message.stop_auto_rerun.fragment_ids)
            case "file_urls_response":
                answer = message.file_urls_response
                self.answers[answer.response_id] = answer
            case "script_finished":
                self.redraws += 1
                self.whole += message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY

    def _show(self, message: ForwardMsg) -> None:
        if message.ref_hash and message.ref_hash not in self._kept:
            self.errors.append("The app left out what this tab does not have.")
        delta = self._kept.get(message.ref_hash, message.delta)
        self._draw(delta)
        if message.ref_hash or message.metadata.cacheable:
            self._keep(message.ref_hash or message.hash, delta)

    def _draw(self, delta: Delta) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.errors.append(element.exception.message)
        elif kind == "alert" and element.alert.format == Alert.ERROR:
            self.errors.append(element.alert.body)
        elif kind in _WIDGETS:
            shown = getattr(element, kind)
            name = shown.component_name if kind == "bidi_component" else shown.label
            self.widgets[name] = Widget(shown.id, delta.fragment_id, shown)
            if hearer := self._hearers.get(name):
                hearer(shown)

    def _keep(self, name: str, delta: Delta) -> None:
        """Remember what need not be sent again, as a browser does for some redraws."""
        if delta.new_element.HasField("bidi_component"):
            delta.new_element.bidi_component.ClearField("js_content")
        self._kept.pop(name, None)
        self._kept[name] = delta
        for old in [*self._kept][:-_KEPT]:
            del self._kept[old]

    def _follow(self, fragment: str, every: float) -> None:
        self._unfollow(fragment)
        self._following[fragment] = asyncio.create_task(self._again(fragment, every))

    async def _again(self, fragment: str, every: float) -> None:
        while True:
            await asyncio.sleep(every)
            await self._ask(fragment=fragment, again=True)

    def _unfollow(self, *fragments: str) -> None:
        for fragment in fragments:
            if timer := self._following.pop(fragment, None):
                timer.cancel()
