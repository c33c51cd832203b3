"""How much effort, and which network: the two choices that everybody makes."""

from __future__ import annotations

import streamlit as st

from core.runs.networks import ARCHITECTURES
from core.runs.presets import PRESETS
from core.training_plan import suggest_architecture
from ui import cache

_FIRST = "quick"


def preset() -> str:
    """Draw the efforts and return the chosen one, a key of `core.runs.presets.PRESETS`."""
    chosen: str = st.radio(
        "How thorough?",
        list(PRESETS),
        index=list(PRESETS).index(_FIRST),
        format_func=lambda name: PRESETS[name].title,
        captions=[each.summary for each in PRESETS.values()],
        key="preset",
        persist_state="session",
    )
    return chosen


def network(effort: str, framing: str, size: int, photos: int) -> str:
    """Draw the networks, folded away, and return the chosen one.

    Parameters
    ----------
    effort : str
        The chosen preset: only some networks can be ready at once.
    framing : {"faces", "whole"}
        What the training looks at.
    size : int
        Typical side of what it looks at, in pixels.
    photos : int
        Labelled photos.
    """
    names = [name for name, info in ARCHITECTURES.items() if info.pretrained or effort != "instant"]
    suggested = suggest_architecture(cache.workspace(), photos, framing=framing, size=size)
    chosen: str = st.selectbox(
        "Network",
        names,
        index=names.index(suggested) if suggested in names else 0,
        format_func=lambda name: ARCHITECTURES[name].title,
        key=f"architecture-{suggested}",
        persist_state="session",
    )
    st.caption(ARCHITECTURES[chosen].summary)
    return chosen
