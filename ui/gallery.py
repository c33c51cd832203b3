"""The set as thumbnails: counts, filters, pages, selection, and changing labels of many."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.dataset import labels
from core.dataset.records import DatasetSummary, Faces, PictureQuery, PictureRecord, Sort
from core.errors import NotInDataset
from ui import cache, changes, face_panel, left_out, plot, routes, selection, state
from ui.charts import class_bars, largest
from ui.text import bare, count, listing, plain
from ui.theme import class_shape

PER_PAGE = 24
_SORTS: dict[str, Sort] = {
    "newest first": "newest",
    "oldest first": "oldest",
    "by name": "name",
    "largest first": "largest",
    "smallest first": "smallest",
    "changed last": "recently changed",
}
_SPLITS = {
    "all": None,
    "to learn from": "train",
    "kept aside": "validation",
    "for the test": "test",
}
UNLABELLED = "no label yet"
_FACES: dict[Faces | None, str] = {
    None: "any",
    "one": "one",
    "several": "several",
    "none": "none",
}
_ALL, _NONE, _BIN = 0, 1, 2  # numbers, so that no class can have the same name
_WORDS = {_ALL: "all", _NONE: UNLABELLED, _BIN: "in the bin"}


def counts(summary: DatasetSummary) -> None:
    """Draw how many photos each class has, and one sentence about it."""
    parts = [count(summary.total, "photo")]
    if summary.unlabelled:
        parts.append(f"{summary.unlabelled:,} without a label")
    if summary.binned:
        parts.append(f"{summary.binned:,} in the bin")
    st.markdown(" · ".join(parts))
    if summary.per_class:
        plot.load()
        _bars(summary.per_class)


def _bars(per_class: dict[str, int]) -> None:
    shown = largest(per_class)
    which = "each kind" if len(shown) == len(per_class) else "the largest kinds"
    spoken = listing([f"{number} {bare(name)}" for _, name, number in shown])
    plot.draw(
        class_bars(per_class),
        key="class-bars",
        alt=f"Photos of {which}: {spoken}.",
        height=28 + 34 * len(shown),
    )
    if more := len(per_class) - len(shown):
        photos = count(sum(per_class.values()) - sum(number for _, _, number in shown), "photo")
        st.caption(f"The {len(shown)} largest. {count(more, 'more kind')} with {photos}.")


@st.fragment
def browse(summary: DatasetSummary) -> None:
    """Draw filters, the pages of thumbnails and what can be done with a selection."""
    state.redraw_if_stale()
    query = _filters(summary)
    total = cache.store().count(query)
    if not total:
        st.info("No photo fits these filters. Choose *all* to see every photo again.")
        return
    place = st.container()
    pages = -(-total // PER_PAGE)
    page = st.pagination(pages, key="gallery-page") if pages > 1 else 1
    records = cache.store().pictures(query, offset=(page - 1) * PER_PAGE, limit=PER_PAGE)
    with place:
        actions(
            [record for record in records if selection.holds(record.id)],
            records,
            binned=query.binned,
        )
        tiles(records, summary)


def _filters(summary: DatasetSummary) -> PictureQuery:
    first, second, third, fourth, fifth = st.columns([2, 2, 2, 2, 3])
    options: list[str | int] = [_ALL, *summary.per_class]
    options += [_NONE] * bool(summary.unlabelled) + [_BIN] * bool(summary.binned)
    label = first.selectbox("Label", options, format_func=filter_words, key="filter-label")
    split = second.selectbox("Used", list(_SPLITS), key="filter-split")
    faces = third.selectbox(
        "Faces", list(_FACES), format_func=_FACES.__getitem__, key=face_panel.FILTER
    )
    sort = fourth.selectbox("Order", list(_SORTS), key="filter-sort")
    text = fifth.text_input("Name contains", key="filter-text")
    return PictureQuery(
        label=label if isinstance(label, str) else None,
        unlabelled=label == _NONE,
        binned=label == _BIN,
        split=_SPLITS[split],
        text=text,
        faces=faces,
        sort=_SORTS[sort],
    )


def filter_words(choice: str | int) -> str:
    """Return a choice of the label filter in words: a class by its name, the others by number."""
    return _WORDS[choice] if isinstance(choice, int) else bare(choice)


def tiles(records: Sequence[PictureRecord], summary: DatasetSummary) -> None:
    """Draw thumbnails, each with its label, a box to select it and a button to open it."""
    order = list(summary.per_class)
    with st.grid(8, min_column_width=104, gap="small", vertical_alignment="bottom"):
        for record in records:
            with st.container(gap="xxsmall", key=f"tile-{record.id[:16]}"):
                _tile(record, order)


def _tile(record: PictureRecord, order: list[str]) -> None:
    picture(record, f"{bare(record.name)}, {bare(record.label or UNLABELLED)}")
    left_out.badge(record)
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        gap="xxsmall",
    ):
        st.checkbox(label_words(record.label, order), key=selection.key(record.id), width="content")
        open_large(record.id, key=f"open-{record.id[:16]}")


def picture(record: PictureRecord, alt: str) -> None:
    """Draw a thumbnail; where its file is gone, say so in its place."""
    try:
        st.image(cache.thumbnail(record), width="stretch", alt=alt)
    except NotInDataset as error:
        st.warning(plain(str(error), 300))


def open_large(picture_id: str, *, key: str) -> None:
    """Draw the button that shows a photo large."""
    if st.button("Open", key=key, type="tertiary", help="See it large."):
        state.put(state.PHOTO, picture_id)
        st.switch_page(routes.LABEL)


def label_words(label: str | None, order: list[str]) -> str:
    """Return a class with its shape, safe to show."""
    if label is None:
        return f"*{UNLABELLED}*"
    shape = class_shape(order.index(label)) if label in order else "○"
    return f"{shape} {plain(label, 24)}"


def actions(
    picked: Sequence[PictureRecord], shown: Sequence[PictureRecord], *, binned: bool
) -> None:
    """Draw the bar that changes the selected photos, and undo."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if picked:
            _selection_bar(picked, binned=binned)
        else:
            st.button(
                "Select this page",
                key="select-page",
                icon=":material/select_all:",
                on_click=selection.put,
                args=([record.id for record in shown], True),
            )
        changes.undo_button()
        state.show_message()


def _selection_bar(picked: Sequence[PictureRecord], *, binned: bool) -> None:
    ids = [record.id for record in picked]
    st.markdown(f"**{len(ids)} selected**", width="content")
    if binned:
        changes.change_button(
            "Put back", labels.restore, picked, key="bulk-restore", type="primary"
        )
    else:
        with st.popover("Change label", icon=":material/sell:", type="primary"):
            changes.choose_label(picked, key="bulk")
        changes.change_button(
            "Move to bin", labels.move_to_bin, picked, key="bulk-bin", icon=":material/delete:"
        )
    st.button("Clear selection", key="clear-selection", on_click=selection.put, args=(ids, False))
