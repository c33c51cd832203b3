"""Photos that are hard to learn from, by what is wrong with them, to look at or bin in bulk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.dataset.records import PictureRecord
from ui import cache_computed, gallery, selection, state, verdicts
from ui.errors import guard
from ui.order import Order
from ui.text import bare, count, plain

if TYPE_CHECKING:
    from core.quality_search import PoorPhoto, Quality

PER_PAGE = 24
_ORDER = Order("quality")


@st.fragment
def draw() -> None:
    """Draw the kinds that were found, and the photos of the chosen one."""
    state.redraw_if_stale()
    with guard():
        found = _ORDER.current(cache_computed.quality, "Looking at every photo ...")
        if found.unreadable:
            st.warning(f"The file of {count(len(found.unreadable), 'photo')} cannot be read.")
        if not found.poor:
            st.success(f"Nothing to complain about in {count(found.photos, 'photo')}.")
            return
        _photos(found)


def _photos(found: Quality) -> None:
    counts: dict[str, int] = {}
    for each in found.poor:
        counts[each.kind] = counts.get(each.kind, 0) + 1
    kind = st.pills(
        "What is wrong",
        list(counts),
        default=next(iter(counts)),
        required=True,
        format_func=lambda each: f"{each} ({counts[each]:,})",
        key="quality-kind",
    )
    poor = found.of_kind(kind or next(iter(counts)))
    pages = -(-len(poor) // PER_PAGE)
    bar, place = st.container(), st.container()
    page = st.pagination(pages, key="quality-page") if pages > 1 else 1
    shown = poor[(page - 1) * PER_PAGE : page * PER_PAGE]
    records = verdicts.records([each.id for each in shown])
    with bar:
        bulk_bar([each for each in records.values() if selection.holds(each.id)], records)
    with place, st.grid(6, min_column_width=140, gap="small", vertical_alignment="bottom"):
        for each in shown:
            with st.container(gap="xxsmall", key=f"poor-{each.id[:16]}"):
                _tile(each, records.get(each.id))


def bulk_bar(picked: list[PictureRecord], shown: dict[str, PictureRecord]) -> None:
    """Draw what can be done with the photos that are ticked, and undo."""
    gallery.actions(picked, list(shown.values()), binned=False)


def _tile(poor: PoorPhoto, record: PictureRecord | None) -> None:
    if record is None:
        st.markdown("*In the bin now.*")
        return
    gallery.picture(record, f"{bare(record.name)}, {bare(poor.kind)}")
    st.caption(plain(poor.sentence, 200))
    with st.container(horizontal=True, horizontal_alignment="distribute", gap="xxsmall"):
        label = plain(record.label or gallery.UNLABELLED, 24)
        st.checkbox(label, key=selection.key(record.id), width="content")
        gallery.open_large(record.id, key=f"open-{record.id[:16]}")
