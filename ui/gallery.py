"""The set as thumbnails: counts, filters, pages, selection, and changing labels of many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.dataset import labels
from core.dataset.records import Change, DatasetSummary, PictureQuery, PictureRecord, Sort
from core.errors import CoreError
from ui import cache, plot, routes, state
from ui.charts import class_bars
from ui.text import bare, count, listing, plain
from ui.theme import class_shape

Action = Callable[..., Change]

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
_ALL = "all"
_UNLABELLED = "no label yet"
_BIN = "in the bin"


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
        spoken = listing([f"{number} {bare(name)}" for name, number in summary.per_class.items()])
        plot.draw(
            class_bars(summary.per_class),
            key="class-bars",
            alt=f"Photos of each kind: {spoken}.",
            height=28 + 34 * len(summary.per_class),
        )


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
        actions([record for record in records if _picked(record.id)], records, binned=query.binned)
        tiles(records, summary)


def _filters(summary: DatasetSummary) -> PictureQuery:
    first, second, third, fourth = st.columns([2, 2, 2, 3])
    options = [_ALL, *summary.per_class]
    options += [_UNLABELLED] * bool(summary.unlabelled) + [_BIN] * bool(summary.binned)
    label = first.selectbox("Label", options, format_func=bare, key="filter-label")
    split = second.selectbox("Used", list(_SPLITS), key="filter-split")
    sort = third.selectbox("Order", list(_SORTS), key="filter-sort")
    text = fourth.text_input("Name contains", key="filter-text")
    return PictureQuery(
        label=label if label in summary.per_class else None,
        unlabelled=label == _UNLABELLED,
        binned=label == _BIN,
        split=_SPLITS[split],
        text=text,
        sort=_SORTS[sort],
    )


def tiles(records: Sequence[PictureRecord], summary: DatasetSummary) -> None:
    """Draw thumbnails, each with its label, a box to select it and a button to open it."""
    order = list(summary.per_class)
    with st.grid(8, min_column_width=104, gap="small", vertical_alignment="bottom"):
        for record in records:
            with st.container(gap="xxsmall", key=f"tile-{record.id[:16]}"):
                _tile(record, order)


def _tile(record: PictureRecord, order: list[str]) -> None:
    st.image(
        cache.thumbnail(record),
        width="stretch",
        alt=f"{bare(record.name)}, {bare(record.label or _UNLABELLED)}",
    )
    with st.container(horizontal=True, horizontal_alignment="distribute", gap="xxsmall"):
        st.checkbox(label_words(record.label, order), key=_pick_key(record.id), width="content")
        open_large(record.id, key=f"open-{record.id[:16]}")


def open_large(picture_id: str, *, key: str) -> None:
    """Draw the button that shows a photo large."""
    if st.button(
        "", key=key, type="tertiary", icon=":material/open_in_full:", help="Open: see it large"
    ):
        state.put(state.PHOTO, picture_id)
        st.switch_page(routes.LABEL)


def label_words(label: str | None, order: list[str]) -> str:
    """Return a class with its shape, safe to show."""
    if label is None:
        return f"*{_UNLABELLED}*"
    shape = class_shape(order.index(label)) if label in order else "○"
    return f"{shape} {plain(label, 24)}"


def actions(
    picked: Sequence[PictureRecord], shown: Sequence[PictureRecord], *, binned: bool
) -> None:
    """Draw the bar that changes the selected photos, and undo."""
    state.show_message()
    with st.container(horizontal=True, vertical_alignment="center"):
        if picked:
            _selection_bar(picked, binned=binned)
        else:
            st.button(
                "Select this page",
                key="select-page",
                icon=":material/select_all:",
                on_click=_pick,
                args=([record.id for record in shown], True),
            )
        undo_button()


def _selection_bar(picked: Sequence[PictureRecord], *, binned: bool) -> None:
    ids = [record.id for record in picked]
    st.markdown(f"**{len(ids)} selected**", width="content")
    if binned:
        change_button("Put back", labels.restore, ids, key="bulk-restore", type="primary")
    else:
        with st.popover("Change label", icon=":material/sell:", type="primary"):
            choose_label(ids, key="bulk")
        change_button(
            "Move to bin", labels.move_to_bin, ids, key="bulk-bin", icon=":material/delete:"
        )
    st.button("Clear selection", key="clear-selection", on_click=_pick, args=(ids, False))


def choose_label(ids: list[str], *, key: str) -> None:
    """Draw a button per class and a field for a new one."""
    for name in cache.store().classes():
        change_button(plain(name, 40), labels.set_label, ids, name, key=f"{key}-{name}")
    with st.form(f"{key}-new-form", border=False, clear_on_submit=True):
        st.text_input("A new label", key=f"{key}-new", max_chars=60)
        st.form_submit_button("Use the new label", on_click=_use_new, args=(ids, f"{key}-new"))


def _use_new(ids: list[str], field: str) -> None:
    change(labels.set_label, ids, state.get(field, ""))


def change_button(
    words: str, action: Action, ids: list[str], *arguments: str, key: str, **options: Any
) -> None:
    """Draw a button that changes photos when pressed."""
    st.button(words, key=key, on_click=change, args=(action, ids, *arguments), **options)


def change(action: Action, ids: list[str], *arguments: str) -> None:
    """Carry out a change of labels in a callback: say what was done, clear the selection."""
    try:
        done = action(cache.store(), ids, *arguments)
    except CoreError as error:
        state.fail(error)
    else:
        _pick(ids, chosen=False)
        state.say(plain(done.sentence(), 300))
    state.mark_stale()


def undo_button() -> None:
    """Draw the button that takes the last change back, naming it."""
    last = labels.last_change(cache.store())
    if last is not None:
        st.button(
            "Undo",
            key="undo",
            icon=":material/undo:",
            shortcut="U",
            help=f"Take back: {plain(last.sentence(), 200)}",
            on_click=_undo,
        )


def _undo() -> None:
    try:
        taken_back = labels.undo(cache.store())
    except CoreError as error:
        state.fail(error)
    else:
        if taken_back:
            state.say(plain(taken_back.sentence(), 300))
    state.mark_stale()


def _pick_key(picture_id: str) -> str:
    return f"pick-{picture_id}"


def _picked(picture_id: str) -> bool:
    return bool(state.get(_pick_key(picture_id), False))


def _pick(ids: Sequence[str], chosen: bool) -> None:
    for picture_id in ids:
        state.put(_pick_key(picture_id), chosen)
