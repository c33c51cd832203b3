"""The parts of the home page."""

from __future__ import annotations

import streamlit as st

from core.dataset.importing import start_import
from core.network_disk import network_warning
from ui import cache, routes, state
from ui.errors import guard
from ui.shell import NOTICE
from ui.spine import Step
from ui.text import plain

_MARKS = {
    "done": (":material/check_circle:", "Done", "green"),
    "now": (":material/arrow_circle_right:", "Next", "blue"),
    "open": (":material/radio_button_unchecked:", "Open", "gray"),
    "locked": (":material/lock:", "Locked", "gray"),
}


def welcome() -> None:
    """Offer the three ways to begin."""
    with st.container(horizontal=True):
        if st.button("Add my photos", type="primary", icon=":material/add_photo_alternate:"):
            st.switch_page(routes.PHOTOS)
        if st.button("Try with sample faces", icon=":material/face:"):
            begin_with_sample_faces()
        if st.button("Just try a photo", icon=":material/photo_camera:"):
            st.switch_page(routes.TRY_IT)
    st.caption(
        "Ten photos of each kind are enough to start. No photos at hand? The sample faces are "
        "drawn by this computer in about half a minute."
    )


def disk() -> None:
    """Warn of a project on a disk that cannot be relied on."""
    if told := network_warning(cache.workspace()):
        st.warning(plain(told, 900))


def begin_with_sample_faces() -> None:
    """Start drawing the sample faces and show how far it is."""
    with guard():
        state.put(state.IMPORT_JOB, start_import(cache.workspace(), "starter"))
        st.switch_page(routes.PHOTOS)


def spine(steps: list[Step]) -> None:
    """Draw the five steps as rows: state, what it is about, and the way there."""
    for step in steps:
        with st.container(border=True):
            _row(step)


def _row(step: Step) -> None:
    icon, word, colour = _MARKS[step.state]
    if step.state == "done" and step.page == routes.LABEL:
        word = "Complete"  # every photo has a label; nobody need have looked at them
    text, button = st.columns([5, 1.4], vertical_alignment="center")
    with text, st.container(gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{step.number} · {step.title}**", width="content")
            st.badge(word, icon=icon, color=colour)  # type: ignore[arg-type]
        st.markdown(plain(step.sentence, 300))
    with button:
        if st.button(
            step.action,
            key=f"step-{step.number}",
            type="primary" if step.state == "now" else "secondary",
            disabled=step.state == "locked",
            width="stretch",
        ):
            st.switch_page(step.page)


def about(*, expanded: bool) -> None:
    """Say what the app does, where photos stay, and what it must not be used for."""
    with st.expander("What Mien is for, and what it must not be used for", expanded=expanded):
        st.markdown(
            "You bring photos sorted into kinds, for example *happy* and *sad*. Mien learns the "
            "difference on this computer, tells you honestly how often it is right on photos it "
            f"has never seen, and shows where it looked.\n\n{NOTICE}"
        )
