"""A folded part of a page that is computed and drawn only while it is open, and by itself."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui import state
from ui.errors import guard


def fold(title: str, draw: Callable[[], None], *, key: str, icon: str) -> None:
    """Draw the heading, and what belongs to it once a person opens it.

    Pressing something in it draws this part again, not the rest of the page.

    Parameters
    ----------
    title : str
        Safe Markdown.
    draw : callable
        Draws the part; its `core.errors.CoreError` becomes a panel.
    key : str
        Remembers, for this browser tab, whether it is open.
    icon : str
        As ``st.expander`` takes it.
    """
    st.fragment(_fold)(title, draw, key, icon)


def _fold(title: str, draw: Callable[[], None], key: str, icon: str) -> None:
    state.redraw_if_stale()
    part = st.expander(title, key=key, icon=icon, on_change="rerun")
    if part.open:
        with part, guard():
            draw()
