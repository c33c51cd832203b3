"""The parts of the page that cleans a set up; only the one that is looked at is drawn."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui import label_next, look_alikes, photo_map, poor_photos, suspects

_PARTS: dict[str, tuple[str, Callable[[], None]]] = {
    "Suspects": (":material/help:", suspects.draw),
    "Look-alikes": (":material/content_copy:", look_alikes.draw),
    "Quality": (":material/blur_on:", poor_photos.draw),
    "Map": (":material/scatter_plot:", photo_map.draw),
    "Label next": (":material/playlist_add:", label_next.draw),
}


def draw() -> None:
    """Draw the choice of parts, and the part that is chosen."""
    chosen = st.segmented_control(
        "What to clean up",
        list(_PARTS),
        default="Suspects",
        required=True,
        format_func=lambda part: f"{_PARTS[part][0]} {part}",
        key="clean-part",
        label_visibility="collapsed",
    )
    _, part = _PARTS[chosen or "Suspects"]
    part()
