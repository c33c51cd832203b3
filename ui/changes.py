"""Changing photos: a label for one or many, the bin, and taking the last change back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.dataset import labels
from core.dataset.changes import Change
from core.dataset.records import PictureRecord
from core.errors import CoreError
from ui import cache, identity, selection, state
from ui.text import bare, plain

Action = Callable[..., Change]
_LONGEST = 32
MOST_BUTTONS = 12
"""Labels with a button each; more are a list in which a person types to find one."""


def choose_label(records: Sequence[PictureRecord], *, key: str) -> None:
    """Draw what gives a label that is there already, and a field for a new one."""
    names = cache.store().classes()
    if len(names) > MOST_BUTTONS:
        choose_among(records, names, key=key)
    else:
        for name in names:
            change_button(
                plain(name, 40), labels.set_label, records, name, key=f"{key}-label-{name}"
            )
    with st.form(f"{key}-new-form", border=False, clear_on_submit=True):
        st.text_input("A new label", key=f"{key}-new", max_chars=60)
        st.form_submit_button("Use the new label", on_click=_use_new, args=(records, f"{key}-new"))


def choose_among(records: Sequence[PictureRecord], names: Sequence[str], *, key: str) -> None:
    """Draw a list of labels, of which the one that is chosen is given at once."""
    field = f"{key}-among"
    st.selectbox(
        "Label it",
        names,
        index=None,
        placeholder="Label it ...",
        format_func=bare,
        label_visibility="collapsed",
        key=field,
        on_change=_use_chosen,
        args=(records, field),
    )


def _use_chosen(records: Sequence[PictureRecord], field: str) -> None:
    if name := state.chosen(field):
        change(labels.set_label, records, name)


def _use_new(records: Sequence[PictureRecord], field: str) -> None:
    change(labels.set_label, records, state.get(field, ""))


def change_button(
    words: str,
    action: Action,
    records: Sequence[PictureRecord],
    *arguments: str,
    key: str,
    **options: Any,
) -> None:
    """Draw a button that changes photos when pressed."""
    st.button(words, key=key, on_click=change, args=(action, records, *arguments), **options)


def change(action: Action, records: Sequence[PictureRecord], *arguments: str, **named: str) -> None:
    """Carry out a change of labels in a callback: say what was done, clear the selection.

    A photo that somebody else changed after it was drawn here is not overwritten.
    """
    ids = [record.id for record in records]
    versions = {record.id: record.label_version for record in records}
    try:
        done = action(
            cache.store(), ids, *arguments, versions=versions, who=identity.name(), **named
        )
    except CoreError as error:
        state.fail(error)
    else:
        selection.put(ids, chosen=False)
        state.say(_told(done, records))
    state.mark_stale()


def _told(done: Change, records: Sequence[PictureRecord]) -> str:
    if len(records) == 1:
        what = done.sentence() if done.count else "it was so already."
        return f"{plain(records[0].name, 60)}: {plain(what, 300)}"
    unchanged = len(records) - done.count
    rest = f" The other {unchanged:,} were so already." if unchanged else ""
    return plain(done.sentence(), 300) + rest


def undo_button(key: str = "undo") -> None:
    """Draw the button that takes the last change back, naming it."""
    last = _newest()
    if last is not None:
        st.button(
            f"Undo: {plain(last.brief(), _LONGEST)}",
            key=key,
            icon=":material/undo:",
            shortcut="U" if key == "undo" else None,
            help=f"Take back: {plain(last.sentence(), 200)}",
            on_click=_undo,
            args=(last,),
        )


def _newest() -> Change | None:
    return next(iter(labels.recent_changes(cache.store(), who=identity.name(), limit=1)), None)


def _undo(change: Change) -> None:
    """Take back the change that the button named, also where a newer one was made elsewhere."""
    newest = _newest()
    target = None if newest is not None and newest.op_id == change.op_id else change.op_id
    try:
        taken_back = labels.undo(cache.store(), who=identity.name(), target=target)
    except CoreError as error:
        state.fail(error)
    else:
        state.say(_told_back(taken_back, change))
        if taken_back and len(taken_back.picture_ids) == 1:
            state.put(state.PHOTO, taken_back.picture_ids[0])
    state.mark_stale()


def _told_back(taken_back: Change | None, change: Change) -> str:
    if taken_back is None:
        return f"Taken back already: {plain(change.brief(), 100)}."
    if len(taken_back.picture_ids) != 1 or change.old_name:
        return f"Taken back: {plain(change.brief(), 100)}. {plain(taken_back.sentence(), 300)}"
    picture = taken_back.picture_ids[0]
    name = cache.store().picture(picture).name
    now = labels.history(cache.store(), picture)[-1].restored()
    return f"{plain(name, 60)}: {plain(now, 200)}."
