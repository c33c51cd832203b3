"""What the heat map over a tried photo is to show, and how it is made."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.explain.method_names import METHODS
from core.inference import Look
from ui import state
from ui.text import bare

_METHOD = "heat-method"
_SLOW = "occlusion"


@dataclass(frozen=True)
class Shown:
    """What somebody wants to see.

    Parameters
    ----------
    label : str
        For which class.
    against : bool
        Whether what speaks against it is shown too.
    opacity : float
        Of the heat map, 0 to 1.
    """

    label: str
    against: bool
    opacity: float


def method() -> str | None:
    """Return the way that was chosen to make maps; None for the one that suits the model."""
    chosen: str | None = state.get(_METHOD)
    return chosen


def draw(look: Look) -> Shown:
    """Draw the choices, and return what was chosen."""
    names = list(look.probabilities)
    label = st.selectbox(
        "Show what speaks for",
        names,
        index=names.index(look.answer),
        format_func=bare,
        key=f"explained-{look.answer}",
    )
    against = st.toggle("Show in blue what speaks against it", key="heat-against")
    opacity = st.slider("Strength of the heat map (%)", 0, 100, 55, key="opacity") / 100
    with st.popover("How the map is made", type="tertiary"):
        st.selectbox(
            "Way to find out where it looks",
            [None, *METHODS],
            format_func=lambda name: _words(name, look.method),
            key=_METHOD,
            help="The first is right for the network at hand. Occlusion covers the photo piece by "
            "piece and asks the model each time: slow, but it takes nothing for granted. Of the "
            "others some light up places that the network did not use.",
        )
    return Shown(label, against, opacity)


def _words(name: str | None, used: str) -> str:
    if name is None:
        return "the one that suits this model"
    title = METHODS[name]
    if name == _SLOW:
        return f"{title} (slow)"
    return f"{title} (in use)" if name == used else title
