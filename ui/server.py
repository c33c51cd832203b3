"""The server around the pages: who may ask it, what browsers are told, one app at a time."""

from __future__ import annotations

import re
import threading
import webbrowser
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from core.allocator import share_arenas
from core.dataset.data_folder import check_data_folder
from core.dataset.reserve import keep_reserve
from core.doctor.of_leftovers import remove_leftovers
from core.errors import CannotServe, WorkspaceOccupied, WorkspaceProblem
from core.occupancy import Occupancy
from core.open_files import allow_many
from core.web.frames import OnlyBytes
from core.web.guard import Guard, is_one_of
from core.web.headers import Headers
from core.web.quota import UploadQuota
from core.workspace import Workspace
from ui import errors, members
from ui.login_wall import LoginWall

_MEGABYTE = 1 << 20
_PAGES_THAT_UPLOAD = 4
"""How many pages may hold as many uploads as one page may, at once."""

_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened at
_INDEX = Path(st.__file__).parent / "static" / "index.html"
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)

_occupancies: list[Occupancy] = []


def settings() -> dict[str, Any]:
    """Return what ``st.App`` takes besides the script, and hold the workspace from now on.

    Raises
    ------
    SystemExit
        If another app shows this workspace, it says where that one is; or if the secrets by which
        people log in cannot be used.
    """
    share_arenas()
    allow_many()
    _occupancies[:] = [Occupancy(Workspace.default(), address())]
    try:
        members.check_files()
        hold_workspace()
    except (CannotServe, WorkspaceOccupied) as refused:
        raise SystemExit(str(refused)) from refused
    except WorkspaceProblem:
        pass  # the page says it, and tries again whenever it is loaded
    return {
        "middleware": _middleware(),
        "lifespan": _lifespan,
        "on_script_error": errors.unexpected,
        "exception_handlers": {Exception: _unexpected},
    }


def hold_workspace() -> None:
    """Make sure that the data folder can be used and, in a server, that no other app uses it.

    Raises
    ------
    WorkspaceProblem
        If it cannot be.
    """
    check_data_folder(Workspace.default())
    for occupancy in _occupancies:
        occupancy.take()
        keep_reserve(Workspace.default())


def keep_room() -> None:
    """Keep room back for labels again, in a server, where it was used up and there is space now."""
    if _occupancies:
        keep_reserve(Workspace.default())


def address() -> str:
    """Return where the pages are found."""
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    host = st.get_option("server.address") or _EVERYWHERE[0]
    host = "localhost" if host in _EVERYWHERE else host
    below = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{scheme}://{host}:{st.get_option('server.port')}/{below}".rstrip("/")


def policy() -> str:
    """Return the Content-Security-Policy: what pages may load and run.

    Components bring their scripts as ``blob:`` and their style sheets inline. Nothing comes from
    elsewhere, and nothing that stands in a page is run. Text may become a program inside scripts
    that are allowed: Plotly makes those of the graphics card so, which draw the map of all photos.
    """
    inline = _INLINE.findall(_INDEX.read_text("utf-8"))
    hashes = " ".join(f"'sha256-{_sha256(script)}'" for script in inline)
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' blob: 'unsafe-eval' {hashes}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "media-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def headers() -> dict[str, str]:
    """Return the headers of every answer."""
    return {
        "Content-Security-Policy": policy(),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def _sha256(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


def _middleware() -> list[Middleware]:
    most = st.get_option("server.maxUploadSize") * _MEGABYTE
    names = st.get_option("server.allowedHosts") or ["*"]
    return [
        Middleware(Headers, headers=headers()),
        Middleware(
            Guard,
            known=lambda name: is_one_of(name, names),
            origins=st.get_option("server.corsAllowedOrigins") or (),
            advice="Start it with --server.allowedHosts and that name.",
        ),
        Middleware(LoginWall),
        Middleware(OnlyBytes),
        Middleware(
            UploadQuota,
            held=_held,
            is_open=lambda session: runtime.get_instance().is_active_session(session),
            per_session=most,
            in_all=_PAGES_THAT_UPLOAD * most,
        ),
    ]


def _held() -> dict[str, int]:
    """Return how many bytes of uploads lie in memory, by session."""
    manager = runtime.get_instance().uploaded_file_mgr
    if not isinstance(manager, MemoryUploadedFileManager):
        return {}
    return {
        session: sum(len(file.data) for file in [*files.values()])
        for session, files in [*manager.file_storage.items()]
    }


@asynccontextmanager
async def _lifespan(app: st.App) -> AsyncIterator[None]:
    del app
    clearing = threading.Thread(target=remove_leftovers, args=[Workspace.default()], daemon=True)
    clearing.start()
    if not st.get_option("server.headless"):
        threading.Thread(target=webbrowser.open, args=[address()], daemon=True).start()
    try:
        yield
    finally:
        for occupancy in _occupancies:
            occupancy.leave()


async def _unexpected(request: Request, error: Exception) -> Response:
    del request
    sentence = str(errors.in_words(error))
    return PlainTextResponse(sentence, HTTPStatus.INTERNAL_SERVER_ERROR, headers=headers())
