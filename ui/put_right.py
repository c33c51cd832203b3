"""A tried photo goes into the set with the label a person says is right."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core import correction
from core.errors import CoreError
from core.inference import Look
from ui import cache, changes, identity, routes, state
from ui.text import bare, plain


@dataclass(frozen=True)
class AtHand:
    """The photo that is tried, and what was said about it.

    One a tab: Streamlit keeps what buttons are given for as long as a page is open, so they are
    given no more than which photo they were drawn for.
    """

    key: str
    look: Look
    photo: bytes
    name: str


def draw(look: Look, photo: bytes, name: str, key: str) -> None:
    """Draw the way to say what the photo, or the chosen one of its faces, really shows."""
    state.redraw_if_stale()
    state.put(state.AT_HAND, AtHand(key, look, photo, name))
    state.show_message()
    with st.popover("That's wrong", icon=":material/edit:"):
        st.markdown(_question(look))
        _offer(_labels(look), key)
        with st.form(f"{key}-right-form", border=False, clear_on_submit=True):
            st.text_input("Another label", key=f"{key}-right-new", max_chars=60)
            st.form_submit_button(
                "Use this label", on_click=_keep_typed, args=(key, f"{key}-right-new")
            )
    if state.get(state.PUT_RIGHT):
        st.page_link(routes.TRAIN, label="Train again with it", icon=":material/arrow_forward:")


def _offer(labels: list[str], key: str) -> None:
    if len(labels) > changes.MOST_BUTTONS:
        field = f"{key}-right-among"
        st.selectbox(
            "A label you have",
            labels,
            index=None,
            placeholder="Type to find one",
            format_func=bare,
            key=field,
            on_change=_keep_chosen,
            args=(key, field),
        )
        return
    for label in labels:
        st.button(
            plain(label, 40),
            key=f"{key}-right-label-{label}",
            on_click=_keep,
            args=(key, label),
        )


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


def _keep_chosen(key: str, field: str) -> None:
    if label := state.chosen(field):
        _keep(key, label)


def _keep_typed(key: str, field: str) -> None:
    _keep(key, state.get(field, ""))


def _keep(key: str, label: str) -> None:
    try:
        done = _put_right(key, label)
    except CoreError as error:
        state.fail(error)
    else:
        state.put(state.PUT_RIGHT, done.picture)
        state.say(plain(done.sentence(), 300))
    state.mark_stale()


def _put_right(key: str, label: str) -> correction.Correction:
    tried: AtHand | None = state.get(state.AT_HAND)
    if tried is None or tried.key != key:
        raise CoreError(
            "Another photo is shown by now.", "No label was changed.", "Say it again for this one."
        )
    return correction.put_right(
        cache.workspace(),
        cache.store(),
        tried.photo,
        label,
        name=tried.name,
        face=tried.look.face if len(tried.look.faces) > 1 else None,
        who=identity.name(),
    )
