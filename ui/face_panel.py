"""Faces in the photos: the search for them, what it found, and whether to look at them alone."""

from __future__ import annotations

import streamlit as st

from core.dataset.face_marks import FaceCounts, face_counts
from core.dataset.framing import (
    FRAMINGS,
    choose_framing,
    chosen_framing,
    current_framing,
    proposed_framing,
)
from core.errors import CoreError
from core.face_progress import SearchProgress, search_progress, start_search
from ui import cache, cache_computed, cache_searches, state
from ui.text import bare, count, plain

FILTER = "filter-faces"
_PLACE = "-faces"
_WORDS = {"faces": "the faces", "whole": "whole photos"}


def draw(*, importing: bool) -> None:
    """Draw how far the search is, or what was found and the choice that follows from it.

    Parameters
    ----------
    importing : bool
        Whether photos are still coming in; the search begins after that.
    """
    counts = face_counts(cache.store())
    now = search_progress(cache.workspace())
    if now.running:
        _live()
    elif counts.waiting and now.message:
        _failed(now)
    elif counts.waiting and not importing:
        cache_searches.resume_face_search(counts.waiting)
        _live()
    elif not importing:
        cache_searches.search_look_alikes()
    if counts.one + counts.several + counts.none:
        _found(counts, now)
        _choice()


def _live() -> None:
    @st.fragment(run_every=0.7)
    def follow() -> None:
        now = search_progress(cache.workspace())
        waiting = face_counts(cache.store()).waiting
        if not waiting or now.message:
            st.rerun()
        total = max(now.total, now.done + waiting)
        words = f"Looking for faces: {total - waiting:,} of {count(total, 'photo')}"
        st.progress((total - waiting) / total, text=words)

    follow()


def _failed(now: SearchProgress) -> None:
    st.warning(f"The search for faces ended early. {plain(now.message, 600)}")
    st.button("Look again", key="faces-again", on_click=_look_again)


def _look_again() -> None:
    try:
        start_search(cache.workspace())
    except CoreError as error:
        state.fail(error)


def _found(counts: FaceCounts, now: SearchProgress) -> None:
    one, several, none = f"{counts.one:,}", f"{counts.several:,}", f"{counts.none:,}"
    st.markdown(
        f":material/face: In {one} photos one face was found, in {several} several, in {none} none."
    )
    with st.container(horizontal=True):
        if counts.several:
            _show(f"Show the {several} with several", "several")
        if counts.none:
            _show(f"Show the {none} without", "none")
    state.show_message(_PLACE)
    if now.notice:
        st.info(plain(now.notice, 800), icon=":material/info:")


def _show(words: str, faces: str) -> None:
    st.button(
        words,
        key=f"show-{faces}",
        icon=":material/filter_alt:",
        on_click=_filter,
        args=(faces,),
    )


def _filter(faces: str) -> None:
    state.put(FILTER, faces)
    state.say("They are shown below: [go to the photos](#your-photos).", _PLACE)


def _choice() -> None:
    store = cache.store()
    proposed, chosen = proposed_framing(store), chosen_framing(store)
    key = f"framing-{chosen}-{proposed.framing}"
    with st.container(border=True):
        left, right = st.columns([2, 3], gap="medium", vertical_alignment="center")
        with left:
            st.radio(
                "What should the computer look at?",
                FRAMINGS,
                index=FRAMINGS.index(chosen or proposed.framing),
                format_func=lambda framing: _name(framing, proposed.framing),
                captions=[
                    "Each face is cut out and turned level. Photos without one are left out.",
                    "The whole photo, pressed into a square.",
                ],
                key=key,
                on_change=_choose,
                args=(key,),
            )
            st.caption(bare(proposed.reason))
        with right:
            _examples(chosen or proposed.framing)


def _name(framing: str, proposed: str) -> str:
    name = f"{_WORDS[framing][:1].upper()}{_WORDS[framing][1:]}"
    return f"{name} (suggested)" if framing == proposed else name


def _choose(key: str) -> None:
    try:
        choose_framing(cache.store(), state.get(key))
    except CoreError as error:
        state.fail(error)


def _examples(framing: str) -> None:
    squares = cache_computed.example_squares(framing)
    if not squares:
        return
    st.caption("So the computer sees some of your photos:")
    with st.grid(4, min_column_width=72, gap="xsmall"):
        for number, square in enumerate(squares, 1):
            st.image(square, width="stretch", alt=f"What the computer sees, example {number}")


def sentence(left_out: str) -> str:
    """Say for the start of a training what will be looked at, and what is left out."""
    framing = current_framing(cache.store())
    return f"The computer will look at **{_WORDS[framing]}**. {left_out}".strip()
