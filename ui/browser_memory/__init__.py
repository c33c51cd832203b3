"""What this browser remembers over a reload: the name of the person at it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

_KEY = "browser-memory"


@cache
def _component() -> Any:
    script = Path(__file__).with_name("memory.js").read_text(encoding="utf-8")
    return st.components.v2.component("mien_browser_memory", html="<div></div>", js=script)


def draw(name: str | None, on_recall: Callable[[str], None]) -> None:
    """Let the browser remember a name, or tell which one it remembers; nothing is seen.

    Parameters
    ----------
    name : str or None
        The name given in this session; None if none was given yet.
    on_recall : callable
        Called, before the page is drawn anew, with the name that the browser remembers.
    """

    def recalled() -> None:
        kept = st.session_state[_KEY].get("name")
        if isinstance(kept, str):
            on_recall(kept)

    _component()(key=_KEY, data={"name": name}, height=1, on_name_change=recalled)
