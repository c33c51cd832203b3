"""The label page: filters, the labeller, and what is known about the photo that is looked at."""

from __future__ import annotations

import streamlit as st

from core.dataset import labels
from core.dataset.records import DatasetSummary, PictureQuery, PictureRecord
from ui import (
    cache,
    changes,
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
from ui.text import ago, bare, file_size, plain

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
    told = labeller.draw(reply)
    if told and told != heard:  # it spoke before this session knew it
        st.rerun()
    if desk.failure:
        panel(desk.failure)
    window = reply.get("window")
    at = (heard or {}).get("at") if heard and heard.get("set") == reply["set"] else None
    if at is None and window and window["items"]:
        at = window["items"][0]["id"]
    state.put(state.PHOTO, at or state.get(state.PHOTO))
    return at


def _desk() -> Desk:
    desk: Desk | None = state.get(state.DESK)
    store = cache.store()  # at every message: whoever may not be here is turned away
    if desk is None:
        desk = Desk(store, names_given=not members.wanted())
        state.put(state.DESK, desk)
    return desk


def _about(record: PictureRecord) -> None:
    st.markdown(f"**{plain(record.name)}**")
    with st.popover("Another label", icon=":material/add:"):
        changes.choose_label([record], key=f"single-{record.id[:16]}")
    second_opinion.draw(record)
    face_picker.draw(record)
    _facts(record)
    _history(record)


def _facts(record: PictureRecord) -> None:
    rows = {
        "Folder": bare(record.folder) or "none",
        "Size": f"{record.width:,} x {record.height:,} pixels, {file_size(record.file_size)}",
        "Colour": "grey" if record.grey else "colour",
        "Used": _USED[record.split],
        "Added": ago(record.added_at),
    }
    if record.notes:
        rows["Note"] = bare("; ".join(record.notes), 300)
    st.table({"Fact": list(rows), "This photo": list(rows.values())}, hide_index=True)


def _history(record: PictureRecord) -> None:
    events = labels.history(cache.store(), record.id)
    with st.expander(f"What happened to it ({len(events)})"):
        for event in events:
            st.markdown(f"- {plain(event.sentence(), 300)}, {ago(event.at)}")
