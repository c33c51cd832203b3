"""One photo large: its facts, buttons with keys for its label, and the way to the next."""

from __future__ import annotations

import streamlit as st

from core.dataset import labels
from core.dataset.face_marks import face_counts
from core.dataset.records import DatasetSummary, Faces, PictureQuery, PictureRecord
from ui import cache, changes, face_picker, gallery, second_opinion, state
from ui.errors import guard
from ui.text import ago, bare, count, file_size, plain
from ui.theme import class_shape

_ALL, _NONE, _SEVERAL, _FACELESS = 0, 1, 2, 3  # numbers, so that no class can have the same name
_FACES: dict[int, Faces] = {_SEVERAL: "several", _FACELESS: "none"}
_FACE_WORDS: dict[str | int, str] = {_SEVERAL: "several faces", _FACELESS: "no face found"}
_USED = {
    "train": "to learn from",
    "validation": "kept aside while learning",
    "test": "only for the test at the end",
    None: "not decided yet",
}
_KEYS = 9


@st.fragment
def one_at_a_time(summary: DatasetSummary) -> None:
    """Draw the photo that is looked at, and everything that can be done with it."""
    state.redraw_if_stale()
    ids = cache.store().picture_ids(_query(summary))
    if not ids:
        state.show_message()
        st.success("Nothing left here. Choose *all photos* to go through the set again.")
        return
    position = _position(ids)
    record = cache.store().picture(ids[position])
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _large(record)
        _walk(ids, position)
        state.show_message()
    with right:
        _label_buttons(record, ids, position)
        second_opinion.draw(record)
        face_picker.draw(record)
        _facts(record)
        _history(record)


def _query(summary: DatasetSummary) -> PictureQuery:
    counts = face_counts(cache.store())
    options: list[str | int] = [_ALL, *([_NONE] if summary.unlabelled else []), *summary.per_class]
    options += [_SEVERAL] * bool(counts.several) + [_FACELESS] * bool(counts.none)
    default = _NONE if summary.unlabelled and not state.get(state.PHOTO) else _ALL
    label = st.selectbox(
        "Go through",
        options,
        index=options.index(default),
        format_func=_words,
        key="walk-label",
    )
    return PictureQuery(
        label=label if isinstance(label, str) else None,
        unlabelled=label == _NONE,
        faces=_FACES.get(label) if isinstance(label, int) else None,
        sort="name",
    )


def _words(choice: str | int) -> str:
    return _FACE_WORDS.get(choice) or gallery.filter_words(choice)


def _position(ids: list[str]) -> int:
    wanted = state.get(state.PHOTO)
    if wanted in ids:
        return ids.index(wanted)
    position = min(int(state.get("walk-position", 0)), len(ids) - 1)
    state.put(state.PHOTO, ids[position])
    return position


def _large(record: PictureRecord) -> None:
    with guard():
        st.image(
            cache.picture(record),
            width="stretch" if record.width >= 320 else 320,  # noqa: PLR2004 - enlarge small faces
            alt=f"{bare(record.name)}, {bare(record.label or gallery.UNLABELLED)}",
        )


def _walk(ids: list[str], position: int) -> None:
    st.markdown(f"{position + 1:,} of {count(len(ids), 'photo')}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Previous",
            key="walk-previous",
            icon=":material/arrow_back:",
            shortcut="Left",
            disabled=position == 0,
            on_click=_go,
            args=(ids, position - 1),
        )
        st.button(
            "Next",
            key="walk-next",
            icon=":material/arrow_forward:",
            shortcut="Right",
            disabled=position == len(ids) - 1,
            on_click=_go,
            args=(ids, position + 1),
        )


def _go(ids: list[str], position: int) -> None:
    position = max(0, min(position, len(ids) - 1))
    state.put(state.PHOTO, ids[position])
    state.put("walk-position", position)


def _label_buttons(record: PictureRecord, ids: list[str], position: int) -> None:
    st.markdown(f"Labelled **{plain(record.label)}**" if record.label else "**No label yet**")
    with st.container(horizontal=True):
        for number, name in enumerate(cache.store().classes()):
            st.button(
                f"{class_shape(number)} {plain(name, 30)}",
                key=f"label-{record.id[:16]}-{name}",
                type="primary" if name == record.label else "secondary",
                shortcut=str(number + 1) if number < _KEYS else None,
                on_click=_decide,
                args=(record, name, ids, position),
            )
    with st.container(horizontal=True):
        with st.popover("Another label", icon=":material/add:"):
            changes.choose_label([record], key=f"single-{record.id[:16]}")
        st.button(
            "Move to bin",
            key=f"bin-{record.id[:16]}",
            icon=":material/delete:",
            shortcut="X",
            on_click=_bin,
            args=(record, ids, position),
        )
        changes.undo_button()


def _decide(record: PictureRecord, label: str, ids: list[str], position: int) -> None:
    if label != record.label:
        changes.change(labels.set_label, [record], label)
    _go(ids, position + 1)


def _bin(record: PictureRecord, ids: list[str], position: int) -> None:
    changes.change(labels.move_to_bin, [record])
    _go(ids, position + 1)


def _facts(record: PictureRecord) -> None:
    rows = {
        "File": bare(record.name),
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
