"""A tried photo goes into the set with the label a person says is right."""

from __future__ import annotations

import streamlit as st

from core import correction
from core.errors import CoreError
from core.inference import Look
from ui import cache, identity, routes, state
from ui.text import plain


def draw(look: Look, photo: bytes, name: str, key: str) -> None:
    """Draw the way to say what the photo, or the chosen one of its faces, really shows."""
    state.redraw_if_stale()
    state.show_message()
    with st.popover("That's wrong", icon=":material/edit:"):
        st.markdown(_question(look))
        for label in _labels(look):
            st.button(
                plain(label, 40),
                key=f"{key}-right-{label}",
                on_click=_keep,
                args=(look, photo, name, label),
            )
        with st.form(f"{key}-right-form", border=False, clear_on_submit=True):
            st.text_input("Another label", key=f"{key}-right-new", max_chars=60)
            st.form_submit_button(
                "Use this label", on_click=_keep_typed, args=(look, photo, name, f"{key}-right-new")
            )
    if state.get(state.PUT_RIGHT):
        st.page_link(routes.TRAIN, label="Train again with it", icon=":material/arrow_forward:")


def _question(look: Look) -> str:
    if look.face is None or len(look.faces) < 2:  # noqa: PLR2004 - nothing to tell apart
        return (
            "What does it show? The photo comes into your set with this label; if it is there "
            "already, its label is changed."
        )
    return (
        f"What does face {look.face + 1} show? The photo comes into your set with this label, "
        "which is then about this face. If it is there already, its label is changed, and is about "
        "this face from now on."
    )


def _labels(look: Look) -> list[str]:
    """Return what the model can say and what the set knows, the model's own answer last."""
    known = dict.fromkeys([*look.probabilities, *cache.store().classes()])
    return sorted(known, key=lambda label: label == look.answer)


def _keep_typed(look: Look, photo: bytes, name: str, field: str) -> None:
    _keep(look, photo, name, state.get(field, ""))


def _keep(look: Look, photo: bytes, name: str, label: str) -> None:
    face = look.face if len(look.faces) > 1 else None
    try:
        done = correction.put_right(
            cache.workspace(),
            cache.store(),
            photo,
            label,
            name=name,
            face=face,
            who=identity.name(),
        )
    except CoreError as error:
        state.fail(error)
    else:
        state.put(state.PUT_RIGHT, done.picture)
        state.say(plain(done.sentence(), 300))
    state.mark_stale()
