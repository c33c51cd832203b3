"""The label page: filters, the labeller, and what is known about the photo that is looked at."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.dataset import labels
from core.dataset.records import DatasetSummary, PictureQuery, PictureRecord
from ui import (
    cache,
    changes,
    erasing,
    face_picker,
    identity,
    label_filters,
    labeller,
    members,
    second_opinion,
    state,
)
from ui.errors import panel
from ui.labeller.desk import Desk
from ui.text import ago, file_size, plain

_WAITS = (
    "What you decide waits in this tab and is saved by itself as soon as that works: "
    "there is no need to give a label twice."
)
_USED = {
    "train": "to learn from",
    "validation": "kept aside while learning",
    "test": "only for the test at the end",
    None: "not decided yet",
}


@st.fragment
def draw(summary: DatasetSummary) -> None:
    """Draw the labeller and, beside it, the photo's facts and history."""
    state.redraw_if_stale()
    query = label_filters.draw(summary)
    left, right = st.columns([5, 2], gap="medium")
    with left:
        picture_id = _labeller(query)
        state.show_message()
    with right:
        records = cache.store().records([picture_id or ""])
        for record in records:
            _about(record)


def _labeller(query: PictureQuery) -> str | None:
    """Draw the labeller; return the photo that is looked at."""
    desk = _desk()
    heard = labeller.said(state.get(labeller.KEY))
    reply = desk.reply(heard, query, identity.name(), state.get(state.PHOTO))
    at = _looked_at(heard, reply)
    told = labeller.draw(reply | {"at": at})
    if told and told != heard:  # it spoke before this session knew it
        st.rerun()
    if desk.failure:
        panel(desk.failure)
        st.caption(_WAITS)
    state.put(state.PHOTO, at or state.get(state.PHOTO))
    return at


def _looked_at(heard: dict[str, Any] | None, reply: dict[str, Any]) -> str | None:
    at: str | None = heard.get("at") if heard and heard.get("set") == reply["set"] else None
    if at is None and reply.get("window") and reply["window"]["items"]:
        at = reply["window"]["items"][0]["id"]
    return at


def _desk() -> Desk:
    desk: Desk | None = state.get(state.DESK)
    store = cache.store()  # at every message: whoever may not be here is turned away
    if desk is None:
        desk = Desk(store, names_given=not members.wanted())
        state.put(state.DESK, desk)
    return desk


def _about(record: PictureRecord) -> None:
    if erasing.is_asked(record):
        erasing.draw_question(record)
        return
    st.markdown(f"**{plain(record.name)}**")
    with st.popover("Another label", icon=":material/add:"):
        changes.choose_label([record], key=f"single-{record.id[:16]}")
    second_opinion.draw(record)
    face_picker.draw(record)
    _facts(record)
    _history(record)
    erasing.draw_button(record)


def _facts(record: PictureRecord) -> None:
    rows = {
        "Folder": plain(record.folder) or "none",
        "Size": f"{record.width:,} x {record.height:,} pixels, {file_size(record.file_size)}",
        "Colour": "grey" if record.grey else "colour",
        "Used": _USED[record.split],
        "Added": ago(record.added_at),
    }
    if record.notes:
        rows["Note"] = plain("; ".join(record.notes), 300)
    st.table({"Fact": list(rows), "This photo": list(rows.values())}, hide_index=True)


def _history(record: PictureRecord) -> None:
    events = labels.history(cache.store(), record.id)
    with st.expander(f"What happened to it ({len(events)})"):
        for event in events:
            st.markdown(f"- {plain(event.sentence(), 300)}, {ago(event.at)}")
