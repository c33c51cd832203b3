"""The button that deletes a photo everywhere, and the question before it, with the photo."""

from __future__ import annotations

import streamlit as st

from core.dataset.records import PictureRecord
from core.erasing.everywhere import REMOVED, delete_everywhere, out_of_reach, trained_with
from core.errors import CoreError
from ui import cache, selection, state
from ui.errors import guard
from ui.text import bare, plain

_SIDE = 128


def is_asked(record: PictureRecord) -> bool:
    """Return whether the button of this photo was pressed."""
    return bool(state.get(state.ERASING) == record.id)


def draw_button(record: PictureRecord) -> None:
    """Draw the button that leads to the question."""
    st.button(
        "Delete everywhere …",
        key=f"erase-{record.id[:16]}",
        icon=":material/delete_forever:",
        type="tertiary",
        help="For a photo that must not be here at all. The bin keeps it; this does not.",
        on_click=state.put,
        args=(state.ERASING, record.id),
    )


def draw_question(record: PictureRecord) -> None:
    """Draw the photo, what is going to be done to it, and the two ways on."""
    models = [run.called for run in trained_with(cache.workspace(), record.id)]
    with st.container(border=True):
        st.markdown("**Delete this photo everywhere? It cannot be undone.**")
        with guard():  # its file may be gone
            st.image(cache.thumbnail(record), width=_SIDE, alt=bare(record.name))
        st.caption(plain(record.name))
        st.markdown(f"What goes: {plain(REMOVED[0].lower() + REMOVED[1:], 600)}")
        for sentence in out_of_reach(models):
            st.caption(plain(sentence, 900))
        with st.container(horizontal=True):
            st.button(
                "Delete for good",
                key="erase-now",
                type="primary",
                icon=":material/delete_forever:",
                on_click=_erase,
                args=(record,),
            )
            st.button("Keep it", key="erase-not", on_click=state.take, args=(state.ERASING,))


def _erase(record: PictureRecord) -> None:
    state.take(state.ERASING)
    try:
        done = delete_everywhere(cache.store(), record.id)
    except CoreError as error:
        state.fail(error)
    else:
        cache.forget_pictures()
        selection.put([record.id], chosen=False)
        told = plain(" ".join(done.sentences()[:-1]), 900)
        state.say(f"**{plain(record.name)}**: {told}")
    state.mark_stale()
