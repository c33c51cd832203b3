"""A folded part of a page that is computed and drawn only while it is open, and by itself."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui import state
from ui.errors import guard


def fold(title: str, draw: Callable[[], None], *, key: str, icon: str, alone: bool = True) -> None:
    """Draw the heading, and what belongs to it once a person opens it.

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
    alone : bool, optional
        Whether pressing something in it draws this part again and not the rest of the page. Not
        for a part that follows something by itself: where a fragment lies in a fragment, a second
        click before the first is sent makes Streamlit send pieces that have no place any more,
        and the page goes blank.
    """
    part = st.fragment(_fold) if alone else _fold
    part(title, draw, key, icon)


def _fold(title: str, draw: Callable[[], None], key: str, icon: str) -> None:
    state.redraw_if_stale()
    part = st.expander(title, key=key, icon=icon, on_change="rerun")
    if part.open:
        with part, guard():
            draw()
