"""The photos without a label that are most useful to label next."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.dataset import labels
from core.dataset.records import PictureRecord
from ui import cache, cache_computed, changes, gallery, state, verdicts
from ui.errors import guard
from ui.order import Order
from ui.text import bare, plain
from ui.theme import class_shape

_ORDER = Order("label-next")


@st.fragment
def draw() -> None:
    """Draw the photos, the most useful first, each with a button per label."""
    state.redraw_if_stale()
    with guard():
        ids = _ORDER.current(cache_computed.label_next, "Choosing photos ...")
        with st.container(horizontal=True, vertical_alignment="center"):
            changes.undo_button()
            _ORDER.renew_button()
        state.show_message()
        if not ids:
            st.success("Every photo has a label.")
            return
        st.markdown(
            "These teach the computer most: first photos unlike those that have a label, then "
            "those it cannot tell apart."
        )
        _tiles(ids)


def _tiles(ids: list[str]) -> None:
    records = verdicts.records(ids)
    with st.grid(6, min_column_width=140, gap="small", vertical_alignment="bottom"):
        for picture in ids:
            with st.container(gap="xxsmall", key=f"next-{picture[:16]}"):
                if picture in records:
                    _tile(records[picture])
                else:
                    st.markdown("*In the bin now.*")


def _tile(record: PictureRecord) -> None:
    gallery.picture(record, f"{bare(record.name)}, {bare(record.label or gallery.UNLABELLED)}")
    if record.label:
        st.markdown(f":material/check: **{plain(record.label, 24)}**")
        return
    names = cache.store().classes()
    many = len(names) > changes.MOST_BUTTONS
    if many:
        changes.choose_among([record], names, key=f"next-{record.id[:16]}")
    with st.container(horizontal=True, gap="xxsmall"):
        if not many:
            _buttons(record, names)
        with st.popover("", icon=":material/add:", help="Another label"):
            changes.choose_label([record], key=f"next-other-{record.id[:16]}")


def _buttons(record: PictureRecord, names: Sequence[str]) -> None:
    for number, name in enumerate(names):
        changes.change_button(
            f"{class_shape(number)} {plain(name, 20)}",
            labels.set_label,
            [record],
            name,
            key=f"next-{record.id[:16]}-label-{name}",
        )
