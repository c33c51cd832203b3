"""A choice among things whose titles may change while they are chosen.

Streamlit knows a choice by its shown words; if those change, its widget falls back to the first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from core.files import sha256_bytes
from ui import state


def choose(
    label: str,
    titles: Mapping[str, str],
    key: str,
    on_change: Callable[[str], None] | None = None,
) -> str:
    """Draw the choice and return the id of what is chosen.

    Parameters
    ----------
    label : str
        What is asked.
    titles : mapping of str to str
        Title by id, at least one; the first is chosen at first.
    key : str
        Where the chosen id is remembered; `ui.state.put` chooses another.
    on_change : callable, optional
        Called with the id when the person chooses.
    """
    widget = f"{key}-{sha256_bytes(repr(sorted(titles.items())).encode())[:8]}"
    if state.get(key) in titles:
        state.put(widget, state.get(key))

    def keep() -> None:
        chosen = state.get(widget)
        state.put(key, chosen)
        if on_change:
            on_change(chosen)

    chosen: str = st.selectbox(
        label,
        list(titles),
        format_func=titles.__getitem__,
        key=widget,
        on_change=keep,
    )
    return chosen
