"""What a model said beside the labels: every number opens its photos."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.evaluation.mix_ups import mix_ups
from ui import plot, state
from ui.charts import confusion_map
from ui.text import bare, count, plain, share
from ui.theme import class_shape

_ROOM_FOR_SHARES = 6
"""Classes of a matrix whose cells have room for a share beside the number."""

_ROOM_FOR_NUMBERS = 12
"""Classes of a matrix whose numbers can be read at once."""

_ROOM_FOR_A_MAP = 100
"""Classes of a matrix that can be drawn as colours."""

_MIX_UPS = 12
_TRUTH, _ANSWER = "cell-labelled", "cell-said"


def draw(tested: dict[str, Any]) -> None:
    """Draw the numbers; the cell that a person opens is kept as ``state.CELL``.

    Parameters
    ----------
    tested : dict
        The figures of the split a training is judged by: its ``classes`` and its ``confusion``.
    """
    st.subheader("What it said, and what it really was", anchor=False)
    if len(tested["classes"]) <= _ROOM_FOR_NUMBERS:
        _numbers(tested)
    else:
        if len(tested["classes"]) <= _ROOM_FOR_A_MAP:
            _map(tested)
        _mix_ups(tested)
        _any_cell(tested["classes"])


def _numbers(tested: dict[str, Any]) -> None:
    classes = tested["classes"]
    st.caption("Rows: the label. Columns: what the model said. Press a number to see the photos.")
    with st.grid(len(classes) + 1, wrap=False, min_column_width=84, gap="xsmall", key="matrix"):
        st.markdown("")
        for position, name in enumerate(classes):
            st.markdown(f"said **{class_shape(position)} {plain(name, 20)}**")
        for row, name in enumerate(classes):
            st.markdown(f"labelled **{class_shape(row)} {plain(name, 20)}**")
            _row(tested["confusion"][row], row, classes)


def _row(counts: list[int], row: int, classes: list[str]) -> None:
    total = sum(counts)
    for column, number in enumerate(counts):
        part = share(number / total) if total else "none"
        words = (
            f"**{number:,}** · {part}" if len(classes) <= _ROOM_FOR_SHARES else f"**{number:,}**"
        )
        st.button(
            words,
            key=f"cell-{row}-{column}",
            type="primary" if row == column and number else "secondary",
            width="stretch",
            on_click=state.put,
            args=(state.CELL, (classes[row], classes[column])),
        )


def _map(tested: dict[str, Any]) -> None:
    right = sum(row[position] for position, row in enumerate(tested["confusion"]))
    st.caption(
        "Rows: the label. Columns: what the model said, in the same order. What it got right lies "
        "on the line from the upper left to the lower right."
    )
    plot.draw(
        confusion_map(tested["confusion"], tested["classes"]),
        key="confusion-map",
        alt=f"{count(right, 'photo')} of {sum(map(sum, tested['confusion'])):,} on the diagonal.",
        height=460,
    )


def _mix_ups(tested: dict[str, Any]) -> None:
    classes, found = tested["classes"], mix_ups(tested["confusion"])
    if not found:
        return
    st.markdown(f"**{_title(len(found))}**")
    with st.container(gap="xsmall"):
        for each in found[:_MIX_UPS]:
            truth, answer = classes[each.truth], classes[each.answer]
            st.button(
                f"{each.photos:,} of {each.labelled:,}: **{plain(truth, 40)}** taken for "
                f"**{plain(answer, 40)}**",
                key=f"cell-{each.truth}-{each.answer}",
                on_click=state.put,
                args=(state.CELL, (truth, answer)),
            )


def _title(mix_ups: int) -> str:
    if mix_ups > _MIX_UPS:
        return f"The {_MIX_UPS} most frequent of {mix_ups:,} mix-ups"
    return "What it mixed up"


def _any_cell(classes: list[str]) -> None:
    labelled, said, show = st.columns([2, 2, 1], vertical_alignment="bottom")
    labelled.selectbox("Labelled", classes, format_func=bare, key=_TRUTH)
    said.selectbox("The model said", classes, format_func=bare, key=_ANSWER)
    show.button("Show the photos", key="cell-any", on_click=_open, width="stretch")


def _open() -> None:
    state.put(state.CELL, (state.get(_TRUTH), state.get(_ANSWER)))
