"""What is read once, before the first photo: what Mien guesses, and what it is not for."""

from __future__ import annotations

import streamlit as st

from core.errors import CoreError
from core.first_notice import is_due, note_read
from ui import cache, state


def draw(photos: int) -> None:
    """Draw it above the page, until it was read or the first photo is here."""
    if not is_due(cache.workspace(), photos):
        return
    with st.container(border=True, key="first-notice"):
        st.markdown("#### Before your first photo")
        st.markdown(
            "- **What it guesses.** The expression a face **shows**, not what a person feels. It "
            "can be wrong, and more often so for some people than for others.\n"
            "- **What it must not be used for.** Employees, applicants, pupils, exams, policing, "
            "insurance or patients. At work and in education the law of the European Union "
            "prohibits it; elsewhere you must tell the people concerned.\n"
            "- **Whose photos.** Only those you may use, of people who agreed.\n"
            "- **Where they stay.** On this computer. Nothing is sent anywhere."
        )
        st.button("I have read this", key="notice-read", on_click=_read)


def _read() -> None:
    try:
        note_read(cache.workspace())
    except CoreError as error:
        state.fail(error)
