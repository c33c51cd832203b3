"""Training again with other seeds, and how far the results lie apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.errors import CoreError
from core.evaluation.repeats import spread, spread_sentence
from core.evaluation.wording import right_words
from core.runs.groups import MOST, members, repeat
from core.runs.run_directory import RunDirectory
from ui import cache, run_list, state
from ui.errors import guard
from ui.members import check
from ui.text import count, plain


@st.fragment
def draw(run: RunDirectory, tested: dict[str, Any]) -> None:
    """Draw the trainings of the group of ``run``, their spread, and the way to more of them.

    Parameters
    ----------
    run : RunDirectory
        The training that is shown.
    tested : dict
        The figures of the split that it is judged by.
    """
    state.redraw_if_stale()
    with guard():
        _group(run, tested)


def _group(run: RunDirectory, tested: dict[str, Any]) -> None:
    split = tested["split"]
    group = members(run, cache.runs())
    st.subheader("How much of this is chance?", anchor=False)
    rows = [(each, _figures(each, split)) for each in group]
    same = [figures for _, figures in rows if figures and figures["n"] == tested["n"]]
    found = spread(same)
    if found:
        st.markdown(plain(spread_sentence(found, split), 300))
    else:
        st.markdown(
            "Every training begins with random numbers. Train the same photos a few times more "
            "to see how far the results lie apart."
        )
    if len(group) > 1:
        _list(rows, run.run_id)
    _more(run, len(group))


def _figures(run: RunDirectory, split: str) -> dict[str, Any] | None:
    """Return what a training of the group reached; None while it has not ended."""
    if not run.finished:
        return None
    try:
        known: dict[str, Any] | None = cache.report(str(run.report)).get(split)
    except CoreError:
        return None
    return known


def _list(rows: Sequence[tuple[RunDirectory, dict[str, Any] | None]], shown: str) -> None:
    for run, figures in rows:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                plain(run.name, 60),
                key=f"seed-{run.run_id}",
                type="tertiary",
                disabled=run.run_id == shown or figures is None,
                on_click=_show,
                args=(run.run_id,),
            )
            words = right_words(figures) if figures else run.state().status
            st.markdown(plain(words, 80), width="content")


def _show(run_id: str) -> None:
    run_list.select(run_id)
    state.mark_stale()


def _more(run: RunDirectory, there: int) -> None:
    most = MOST - there
    if most < 1:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = f"more-seeds-{most}"
        st.number_input("More trainings", 1, most, min(2, most), key=key, width=160)
        st.button(
            "Train it again with other seeds",
            key="other-seeds",
            icon=":material/casino:",
            on_click=_repeat,
            args=(run, key),
        )
        state.show_message()


def _repeat(run: RunDirectory, key: str) -> None:
    times = int(state.get(key))
    try:
        check()
        repeat(run, times)
    except CoreError as error:
        state.fail(error)
    else:
        state.say(f"{count(times, 'training')} begun; watch them on the page *Train*.")
    state.mark_stale()
