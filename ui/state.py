"""The names of session keys. Values are ids and widget values, never pictures or models.

Three are objects: what a tab's labeller and the server know in common, what a model said about
the photo that is tried, and about the files that lie in a tab's upload of many photos, until they
are taken away.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.errors import CoreError
from ui.errors import panel

UPLOAD_ROUND = "upload-round"
IMPORT_JOB = "import-job"
PHOTO = "photo"
RUN = "run"
STARTED = "started"
ASKED = "asked"
SEEN = "seen"
TRIED = "tried"
PUT_RIGHT = "put-right"
AT_HAND = "at-hand"
CELL = "cell"
SLICE = "slice"
MESSAGE = "message"
FAILURE = "failure"
STALE = "stale"
DISAGREED = "disagreed"
DISPUTED = "disputed"
GUESSED = "guessed"
DESK = "desk"
MANY = "many"
ERASING = "erasing"


def get(key: str, default: Any = None) -> Any:
    """Return a session value or ``default``."""
    return st.session_state.get(key, default)


def put(key: str, value: Any) -> None:
    """Remember a value for this browser tab."""
    st.session_state[key] = value


def take(key: str) -> Any:
    """Return a session value, or None, and forget it."""
    return st.session_state.pop(key, None)


def chosen(field: str) -> Any:
    """Return what was chosen from a list and empty the list, so that it can be chosen again.

    To be called by the callback of that list.
    """
    value = get(field)
    put(field, None)
    return value


def say(message: str, place: str = "") -> None:
    """Keep a sentence (safe Markdown) to be shown once, after the next redraw, at a place."""
    put(MESSAGE + place, message)


def fail(error: CoreError, place: str = "") -> None:
    """Keep an error of a callback to be shown once, after the next redraw, at a place."""
    put(FAILURE + place, (error.came, error.expected, error.advice))


def has_failed(place: str) -> bool:
    """Return whether an error waits to be shown at a place."""
    return FAILURE + place in st.session_state


def show_message(place: str = "") -> None:
    """Show the sentence kept by `say` or the error kept by `fail` for this place, once."""
    message = take(MESSAGE + place)
    if message:
        st.markdown(f":green[:material/check_circle:] {message}", width="content")
    failure = take(FAILURE + place)
    if failure:
        panel(CoreError(*failure))


def mark_stale() -> None:
    """Say, in a callback inside a fragment, that the whole page must be drawn again."""
    put(STALE, value=True)


def redraw_if_stale() -> None:
    """Draw the whole page again if a callback of this fragment asked for it."""
    if take(STALE):
        st.rerun()
