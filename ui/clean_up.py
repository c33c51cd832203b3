"""The parts of the page that cleans a set up; only the one that is looked at is drawn."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui import state, suspects
from ui.errors import guard

_PARTS: dict[str, Callable[[], None]] = {
    "Suspects": suspects.draw,
}
_ICONS = {
    "Suspects": ":material/help:",
}


def draw() -> None:
    """Draw the choice of parts, and the part that is chosen."""
    state.show_message()
    chosen = st.segmented_control(
        "What to clean up",
        list(_PARTS),
        default="Suspects",
        required=True,
        format_func=lambda part: f"{_ICONS[part]} {part}",
        key="clean-part",
        label_visibility="collapsed",
    )
    with guard():
        _PARTS[chosen or "Suspects"]()
