"""Who is at this browser tab: the person who logged in, else the name they gave."""

from __future__ import annotations

import streamlit as st

from ui import browser_memory, members, state
from ui.text import bare

NOBODY = "me"
_FIELD, _GIVEN = "who", "who-given"
_LONGEST = 40
_WIDE = 100  # pixels


def name() -> str:
    """Return who decides here: whoever logged in, else the name given, else "me"."""
    return members.signed_in() or bare(str(state.get(_FIELD) or "").strip(), _LONGEST) or NOBODY


def field() -> None:
    """Draw the field for one's name; where people log in, the name they logged in with."""
    known = members.signed_in()
    if known:
        st.text_input("You are", value=known, disabled=True, width=_WIDE)
        return
    st.session_state.setdefault(_FIELD, NOBODY)
    st.text_input(
        "You are",
        key=_FIELD,
        on_change=_given,
        max_chars=_LONGEST,
        width=_WIDE,
        persist_state="session",
        help="Stands beside every decision, so that several people can label the same photos.",
    )


def remember() -> None:
    """Keep the name over a reload of the page, in this browser."""
    if not members.signed_in():
        browser_memory.draw(name() if state.get(_GIVEN) else None, _recall)


def _given() -> None:
    state.put(_GIVEN, True)
    state.mark_stale()


def _recall(kept: str) -> None:
    state.put(_FIELD, bare(kept, _LONGEST))
    state.put(_GIVEN, True)
