"""A card for each face in a photo: its number, what it looks like, and how sure that is."""

from __future__ import annotations

import streamlit as st

from core.inference import Look, SeenFace
from core.verdict import Verdict
from ui import state
from ui.text import bare, plain, share

MOST = 12
_ICONS = {
    Verdict.LOOKS: ":material/face:",
    Verdict.NOT_SURE: ":material/help:",
    Verdict.NO_FACE: ":material/no_photography:",
    Verdict.STRANGE: ":material/question_mark:",
}


def draw(look: Look, key: str) -> None:
    """Draw a card a face, where there are several; pressing one shows where the model looked."""
    if len(look.faces) < 2:  # noqa: PLR2004 - nothing to choose
        return
    with st.grid(4, min_column_width=200, gap="small", key="faces"):
        for number, face in enumerate(look.faces[:MOST]):
            with st.container(border=True, gap="xsmall"):
                _card(number, face, key, chosen=number == look.face)
    if len(look.faces) > MOST:
        st.caption(
            f"{len(look.faces)} faces were found; the {MOST} largest have a card. For the "
            "others, give it a part of the photo with fewer faces."
        )


def beside(look: Look, model: str) -> None:
    """Draw what another model says about the same photo."""
    st.markdown(f"**{plain(model, 120)}** says:")
    if len(look.faces) < 2:  # noqa: PLR2004 - one answer for the photo
        st.markdown(f"{plain(look.said.headline(), 200)}. {plain(look.said.explanation(), 300)}")
        return
    for number, face in enumerate(look.faces[:MOST]):
        st.markdown(f"Face {number + 1}: {_words(face)}")


def _card(number: int, face: SeenFace, key: str, *, chosen: bool) -> None:
    words = f"Face {number + 1}: {bare(face.said.headline(), 80)}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.image(face.square, width=64, alt=words)
        st.markdown(f"**{number + 1}** {_words(face)}", width="stretch")
    st.button(
        "Shown" if chosen else "Where it looked",
        key=f"{key}-card-{number}",
        help=words,
        disabled=chosen,
        width="stretch",
        on_click=state.put,
        args=(key, number),
    )


def _words(face: SeenFace) -> str:
    said = face.said
    sure = f", {share(said.probabilities[said.answer])} sure" if _is_answer(face) else ""
    return f"{_ICONS[said.verdict]} {plain(said.headline(), 80)}{sure}"


def _is_answer(face: SeenFace) -> bool:
    return face.said.verdict is Verdict.LOOKS
