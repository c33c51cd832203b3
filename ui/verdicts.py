"""Photos with what the model said about them, each of which can be relabelled on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.dataset import labels
from core.dataset.records import PictureQuery, PictureRecord
from core.runs.run_files import picture_of
from ui import cache, changes, state
from ui import gallery as thumbnails
from ui.text import bare, plain, share

PER_PAGE = 12
_MOST_BUTTONS = 3
"""Other labels with a button each under a photo; of more, only the one that the model said."""


def gallery(rows: Sequence[dict[str, Any]], classes: list[str], *, key: str) -> None:
    """Draw photos of a run with truth, answer and confidence.

    Parameters
    ----------
    rows : sequence of dict
        ``id``, ``truth``, ``answer`` and ``confidence`` (0 to 1) of each photo, in order.
    classes : list of str
        The class list of the run.
    key : str
        Keeps two galleries on one page apart.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        changes.undo_button(f"undo-{key}")
        state.show_message()
    place = st.container()
    pages = max(1, -(-len(rows) // PER_PAGE))
    page = st.pagination(pages, key=f"{key}-page") if pages > 1 else 1
    shown = rows[(page - 1) * PER_PAGE : page * PER_PAGE]
    kept = records([picture_of(row["id"]) for row in shown])
    with place, st.grid(5, min_column_width=150, gap="small", vertical_alignment="bottom"):
        for row in shown:
            with st.container(gap="xxsmall"):
                _tile(row, kept.get(picture_of(row["id"])), classes, key)


def records(ids: list[str]) -> dict[str, PictureRecord]:
    """Return what is known of these photos, by id; those in the bin or deleted are left out."""
    kept = cache.store().pictures(PictureQuery(ids=tuple(ids)), limit=len(ids))
    return {record.id: record for record in kept}


def _tile(row: dict[str, Any], record: PictureRecord | None, classes: list[str], key: str) -> None:
    if record is None:
        st.markdown("*This photo is in the bin or deleted.*")
        return
    words = f"labelled {bare(row['truth'])}, model says {bare(row['answer'])}"
    thumbnails.picture(record, f"{bare(record.name)}, {words}")
    mark = ":material/check:" if row["answer"] == row["truth"] else ":material/close:"
    st.markdown(f"{mark} said **{plain(row['answer'], 20)}**, {share(row['confidence'])} sure")
    _relabel(row, record, classes, key)


def _relabel(row: dict[str, Any], record: PictureRecord, classes: list[str], key: str) -> None:
    if record.label != row["truth"]:
        st.caption(f"Relabelled: now {plain(record.label or 'no label', 20)}")
        return
    place = f"{key}-{row['id'][:16]}{row['id'][64:]}"
    others = [name for name in classes if name != row["truth"]]
    many = len(others) > _MOST_BUTTONS
    for name in [each for each in others if each == row["answer"]] if many else others:
        changes.change_button(
            f"Label it {plain(name, 20)}",
            labels.set_label,
            [record],
            name,
            key=f"{place}-label-{name}",
            help=f"The label says {plain(row['truth'], 20)}; change it",
        )
    if many:
        changes.choose_among([record], others, key=place)
