"""The button that deletes a photo everywhere, and the one question before it does."""

from __future__ import annotations

import streamlit as st

from core.dataset.records import PictureRecord
from core.erasing.everywhere import REMOVED, delete_everywhere, out_of_reach, trained_with
from core.errors import CoreError
from ui import cache, selection, state
from ui.text import plain


def draw(record: PictureRecord) -> None:
    """Draw the button; once it was pressed, what it does and the two ways on."""
    if state.get(state.ERASING) != record.id:
        st.button(
            "Delete everywhere …",
            key=f"erase-{record.id[:16]}",
            icon=":material/delete_forever:",
            type="tertiary",
            help="For a photo that must not be here at all. The bin keeps it; this does not.",
            on_click=state.put,
            args=(state.ERASING, record.id),
        )
        return
    models = [run.called for run in trained_with(cache.workspace(), record.id)]
    with st.container(border=True):
        st.markdown("**Delete this photo everywhere? It cannot be undone.**")
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
        state.say(plain(" ".join(done.sentences()[:-1]), 900))
    state.mark_stale()
