"""The faces in one photo: which one the label is about, or all of them."""

from __future__ import annotations

import streamlit as st

from core.dataset.face_choice import choose_faces
from core.dataset.face_marks import ALL
from core.dataset.records import PictureRecord
from core.errors import CoreError
from ui import cache, cache_computed, identity, state
from ui.text import plain

_MOST = 12


def draw(record: PictureRecord) -> None:
    """Draw the faces found in a photo side by side, each with a button; nothing for one face."""
    if record.face_count == 0:
        st.caption(":material/face: No face was found in this photo.")
    if (record.face_count or 0) > 1:
        with st.container(border=True):
            _choices(record)


def _choices(record: PictureRecord) -> None:
    squares = cache_computed.face_squares(record)[:_MOST]
    st.markdown(f"**{record.face_count} faces.** Which one is the label about?")
    with st.grid(4, min_column_width=84, gap="xsmall", vertical_alignment="bottom"):
        for number, square in enumerate(squares):
            with st.container(gap="xxsmall"):
                st.image(square, width="stretch", alt=f"Face {number + 1} of this photo")
                _button(f"Face {number + 1}", record, str(number))
    _button("All of them", record, ALL)


def _button(words: str, record: PictureRecord, choice: str) -> None:
    chosen = (record.face_choice or "0") == choice
    st.button(
        words,
        key=f"face-{record.id[:16]}-{choice}",
        type="primary" if chosen else "secondary",
        width="stretch",
        on_click=_choose,
        args=(record, choice),
    )


def _choose(record: PictureRecord, choice: str) -> None:
    try:
        choose_faces(
            cache.store(), record.id, choice, shown=record.face_choice, who=identity.name()
        )
    except CoreError as error:
        state.fail(error)
    else:
        about = "all its faces" if choice == ALL else f"face {int(choice) + 1}"
        state.say(f"{plain(record.name, 60)}: the label is about {about}.")
    state.mark_stale()
