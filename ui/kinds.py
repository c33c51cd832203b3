"""The labels themselves: add one, give one another name, make two one, take one away."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.dataset.changes import Change
from core.dataset.classes import add_class, merge_classes, remove_class, rename_class
from core.dataset.naming import LONGEST_NAME
from core.dataset.records import DatasetSummary
from core.errors import CoreError
from ui import cache, identity, state
from ui.text import bare, count, plain

_NEW, _CHOSEN, _INTO = "kind-new", "kind-chosen", "kind-into"
_PLACE = "-kinds"


def draw(summary: DatasetSummary) -> None:
    """Draw what can be done with the labels of a set."""
    with st.expander("Add, rename, merge or remove labels", icon=":material/sell:", key="kinds"):
        _add()
        if summary.per_class:
            _change(summary.per_class)
        state.show_message(_PLACE)


def _add() -> None:
    with st.form("kind-add-form", border=False, clear_on_submit=True):
        st.text_input(
            "A new label", key=_NEW, max_chars=LONGEST_NAME, placeholder="for example surprised"
        )
        st.form_submit_button("Add it", icon=":material/add:", on_click=_add_new)


def _add_new() -> None:
    _do(add_class, state.get(_NEW, ""))


def _change(per_class: dict[str, int]) -> None:
    name = st.selectbox(
        "A label you have",
        list(per_class),
        index=None,
        placeholder="Choose one to rename, merge or remove it",
        format_func=lambda each: f"{bare(each)} ({count(per_class[each], 'photo')})",
        key=_CHOSEN,
    )
    if name is None:
        return
    others = [each for each in per_class if each != name]
    rename, merge, remove = st.columns(3, gap="medium", vertical_alignment="top")
    with rename:
        _rename(name)
    if others:
        with merge:
            _merge(name, others, per_class[name])
    with remove:
        _remove(name, per_class[name])


def _rename(name: str) -> None:
    field = f"kind-name-{name}"
    with st.form("kind-rename-form", border=False):
        st.text_input("Its new name", value=name, key=field, max_chars=LONGEST_NAME)
        st.form_submit_button(
            "Rename", icon=":material/edit:", on_click=_rename_to, args=(name, field)
        )
    st.caption("Photos, history and trainings keep what they have.")


def _rename_to(name: str, field: str) -> None:
    done = _do(rename_class, name, state.get(field, ""))
    if done is not None:
        state.put(_CHOSEN, done.new_name)


def _merge(name: str, others: list[str], photos: int) -> None:
    into = st.selectbox(
        "Merge into",
        others,
        index=None,
        placeholder="Choose another label",
        format_func=bare,
        key=_INTO,
    )
    if into is None:
        return
    st.button(
        f"Merge into {plain(into, 20)}",
        key="kind-merge",
        icon=":material/call_merge:",
        on_click=_take_away,
        args=(merge_classes, name, into),
    )
    become = "becomes" if photos == 1 else "become"
    st.caption(
        f"{count(photos, 'photo')} of {plain(name, 20)} {become} {plain(into, 20)}. "
        "One undo takes it back."
    )


def _remove(name: str, photos: int) -> None:
    st.markdown(f"Without {plain(name, 20)}")
    with st.popover("Remove ...", icon=":material/label_off:"):
        st.markdown(f"{count(photos, 'photo')} would stay without a label. One undo takes it back.")
        st.button(
            f"Remove {plain(name, 20)}",
            key="kind-remove",
            on_click=_take_away,
            args=(remove_class, name),
        )


def _take_away(action: Callable[..., Change], *names: str) -> None:
    if _do(action, *names) is not None:
        state.put(_CHOSEN, None)


def _do(action: Callable[..., Change], *names: str) -> Change | None:
    try:
        done = action(cache.store(), *names, who=identity.name())
    except CoreError as error:
        state.fail(error, _PLACE)
        return None
    state.say(plain(done.sentence(), 300), _PLACE)
    return done
