"""Photos of the same picture: conflicts of label and leaks first, each mended by one press."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from core.dataset import labels
from core.dataset.records import PictureRecord
from core.dataset.split_repair import unite_splits
from core.dataset.suggestions import WHY
from core.errors import CoreError
from ui import cache, cache_computed, changes, gallery, state, verdicts
from ui.errors import guard
from ui.order import Order
from ui.text import bare, count, plain

if TYPE_CHECKING:
    from core.duplicate_search import DuplicateGroup, Duplicates

PER_PAGE = 8
_MOST_SHOWN = 12
_ORDER = Order("look-alikes")
_RELABEL = partial(labels.set_label, why=WHY)
_USED = {"train": "to learn from", "validation": "kept aside", "test": "for the test"}


@st.fragment
def draw() -> None:
    """Draw what was found, and one page of groups."""
    state.redraw_if_stale()
    with guard():
        found = _ORDER.current(cache_computed.look_alikes, "Looking for look-alikes ...")
        _summary(found)
        with st.container(horizontal=True, vertical_alignment="center"):
            changes.undo_button()
            _ORDER.renew_button()
        state.show_message()
        _page(found.groups)


def _summary(found: Duplicates) -> None:
    if not found.groups:
        st.success(f"No picture comes twice among {count(found.photos, 'photo')}.")
        return
    conflicts = sum(group.conflict for group in found.groups)
    leaks = sum(group.leak for group in found.groups)
    st.markdown(
        f"{count(len(found.groups), 'picture')} of {found.photos:,} photos came more than once: "
        f"**{conflicts:,}** with different labels, **{leaks:,}** both learned from and checked on."
    )


def _page(groups: tuple[DuplicateGroup, ...]) -> None:
    pages = max(1, -(-len(groups) // PER_PAGE))
    place = st.container()
    page = st.pagination(pages, key="look-alikes-page") if pages > 1 else 1
    shown = groups[(page - 1) * PER_PAGE : page * PER_PAGE]
    records = verdicts.records([each for group in shown for each in group.ids])
    with place:
        for group in shown:
            with st.container(border=True, gap="small", key=f"group-{group.ids[0][:16]}"):
                _group(group, [records[each] for each in group.ids if each in records])


def _group(group: DuplicateGroup, left: list[PictureRecord]) -> None:
    st.markdown(plain(group.sentence, 400))
    with st.grid(6, min_column_width=104, gap="small"):
        for record in left[:_MOST_SHOWN]:
            with st.container(gap="xxsmall"):
                label = record.label or gallery.UNLABELLED
                gallery.picture(record, f"{bare(record.name)}, {bare(label)}")
                st.caption(" · ".join([plain(label, 24), *_use(record)]))
    if len(left) > _MOST_SHOWN:
        st.caption(f"and {len(left) - _MOST_SHOWN:,} more")
    if len(left) < len(group.ids):
        st.markdown(f":material/check: {len(group.ids) - len(left):,} of them in the bin now.")
    if len(left) > 1:
        _buttons(left)


def _use(record: PictureRecord) -> list[str]:
    return [_USED[record.split]] if record.split in _USED else []


def _buttons(left: list[PictureRecord]) -> None:
    key = left[0].id[:16]
    with st.container(horizontal=True, gap="xsmall"):
        changes.change_button(
            "Keep the first, bin the rest",
            labels.move_to_bin,
            left[1:],
            key=f"keep-first-{key}",
            icon=":material/delete:",
        )
        names = sorted({each.label for each in left if each.label})
        if len(names) > 1:
            for name in names:
                changes.change_button(
                    f"All are {plain(name, 20)}", _RELABEL, left, name, key=f"all-{name}-{key}"
                )
        if len({each.split for each in left}) > 1:
            st.button(
                "Use them for one thing only",
                key=f"unite-{key}",
                icon=":material/call_merge:",
                help="All go where the strictest of them is: the test, or the photos kept aside.",
                on_click=_unite,
                args=([each.id for each in left],),
            )


def _unite(ids: list[str]) -> None:
    try:
        moved = unite_splits(cache.store(), [ids])
    except CoreError as error:
        state.fail(error)
    else:
        state.say(f"{count(moved, 'photo')} moved, so that the picture is used for one thing only.")
    state.mark_stale()
