"""Searches of the whole set that go on beside the app, started where a page wants what they find.

A page is drawn far more often than there is something to look for: each is asked for once.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.duplicate_search import is_searched
from core.face_progress import start_search
from core.processes import is_held
from core.workspace import Workspace
from ui import cache

_LOOK_EVERY = 60
"""Seconds, in case that the process at it was killed."""


@st.cache_resource(show_spinner=False)
def _resume_face_search(root: str, waiting: int) -> bool:
    del waiting
    start_search(Workspace(Path(root)))
    return True


def resume_face_search(waiting: int) -> None:
    """Let somebody look for faces in so many photos; asked again, only after some progress."""
    _resume_face_search(str(cache.workspace().root), waiting)


@st.cache_resource(show_spinner=False, max_entries=8, ttl=_LOOK_EVERY)
def _search_look_alikes(root: str, photos: tuple[int, int]) -> bool:
    del photos
    place = Workspace(Path(root))
    going = any(map(is_held, (place.face_search_lock, place.look_alikes_lock)))
    if not going and not is_searched(place, cache.store()):
        start_search(place)
    return True


def search_look_alikes() -> None:
    """Let somebody look for look-alikes where photos came in since the last search.

    Asked again after a minute and when there are more or fewer photos, not for every label: one
    search sees all that came in while it went on.
    """
    now = cache.store().summary()
    _search_look_alikes(str(cache.workspace().root), (now.total, now.binned))
