"""What a person can do to a training: let it go on, take it out of the queue, name or delete it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.errors import CoreError
from core.runs import launcher, marks
from core.runs.bin import KEPT_DAYS, delete, undelete
from core.runs.run_directory import RunDirectory
from core.runs.spec import ARCHITECTURES
from core.runs.state import RunState
from ui import cache, members, state
from ui.choice import choose
from ui.text import ago, bare, count, moment, plain

_MANAGED, _NEWEST, _NOTICE = "managed-run", "newest-run", "run-notice"


def resume_button(run: RunDirectory) -> None:
    """Offer, in the live panel, to go on with a training that ended before its last round."""
    if run.resumable:
        key = f"resume-{run.run_id}"
        _button("Resume", "play_arrow", launcher.resume, run, key=key, in_fragment=True)


def stop_button(run: RunDirectory, now: RunState) -> None:
    """Offer to stop a training that goes on; one that does not answer can be ended."""
    if now.status == "stalled":
        st.warning(
            "Nothing has come from it for minutes. Perhaps the computer slept, or its memory or "
            "disk is full. Wait a little; if nothing changes, end it and resume it: it goes on "
            "from the last round that was saved."
        )
        key = f"end-{run.run_id}"
        _button("End it now", "cancel", launcher.end_at_once, run, key=key, in_fragment=True)
        return
    st.button(
        "Stop and keep the best" if now.history else "Cancel",
        key=f"stop-{run.run_id}",
        icon=":material/stop_circle:",
        on_click=act_and_redraw,
        args=(launcher.request_stop, run),
        disabled=run.stop_request.exists(),
    )


def queue(active: RunDirectory | None) -> None:
    """List the trainings that wait, in their order, each with a way to take it out."""
    shown = active.run_id if active else None
    waiting = [
        run for run in cache.waiting_runs() if run.run_id != shown and not run.stop_request.exists()
    ]
    if not waiting:
        return
    st.subheader("Waiting for their turn", anchor=False)
    for place, run in enumerate(waiting, 1):
        with st.container(horizontal=True, vertical_alignment="center"):
            network = ARCHITECTURES[run.config.architecture].title
            st.markdown(f"{place}. **{plain(run.name)}**, {network}", width="content")
            _button("Take out", "close", launcher.request_stop, run, key=f"out-{run.run_id}")


def manage(runs: Sequence[RunDirectory]) -> None:
    """Draw the ways to rename, star, resume and delete a training, and the bin."""
    with st.expander("Rename, star, resume or delete a training"):
        by_id = {run.run_id: run for run in runs}
        titles = {
            run_id: f"{bare(run.name)}, {moment(run.created_at)}" for run_id, run in by_id.items()
        }
        if state.get(_NEWEST) != runs[0].run_id:
            state.put(_NEWEST, runs[0].run_id)
            state.put(_MANAGED, runs[0].run_id)
        chosen = choose("Which training?", titles, _MANAGED)
        state.put(_MANAGED, chosen)
        _one(by_id[chosen])


def bin_of_runs() -> None:
    """List the deleted trainings, each with a way back, and say what was just deleted."""
    if notice := state.take(_NOTICE):
        st.markdown(f":green[:material/check_circle:] {notice}")
    binned = cache.binned_runs()
    if not binned:
        return
    with st.expander(f"Bin: {count(len(binned), 'deleted training')}"):
        st.caption(f"A deleted training is kept for {KEPT_DAYS} days.")
        for run in binned:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{plain(run.called)}**{_begun(run)}", width="content")
                _button("Take back", "undo", _take_back, run, key=f"back-{run.run_id}")


def _begun(run: RunDirectory) -> str:
    return f", {ago(run.created_at)}" if run.sound else ", damaged"


def damaged() -> None:
    """Name the trainings that cannot be read, each with a way into the bin."""
    for run in cache.damaged_runs():
        st.warning(f"The training {run.run_id} cannot be read: files in its folder are damaged.")
        words = f"Delete {run.run_id}"
        _button(words, "delete", _delete, run, key=f"delete-damaged-{run.run_id}")


def _one(run: RunDirectory) -> None:
    key = f"name-{run.run_id}"
    st.text_input(
        "Name",
        value=run.name,
        max_chars=marks.LONGEST_NAME,
        key=key,
        on_change=lambda: _act(marks.rename, run, state.get(key)),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        star = "Take the star away" if run.starred else "Give it a star"
        _button(star, "star", _turn_star, run, key=f"star-{run.run_id}")
        if run.resumable:
            _button("Resume", "play_arrow", launcher.resume, run, key=f"go-on-{run.run_id}")
        going = run.going
        words = f"Delete {plain(run.name, 40)}"
        _button(words, "delete", _delete, run, key=f"delete-{run.run_id}", disabled=going)
        if going:
            st.markdown("It still goes on. Stop it before you delete it.", width="content")


def _turn_star(run: RunDirectory) -> None:
    marks.star(run, starred=not run.starred)


def _delete(run: RunDirectory) -> None:
    name = run.called
    delete(run)
    state.put(_NOTICE, f"{plain(name)} is in the bin and stays there for {KEPT_DAYS} days.")


def _take_back(run: RunDirectory) -> None:
    back = undelete(cache.workspace(), run.run_id)
    state.put(_NOTICE, f"{plain(back.called)} is back.")


def _button(
    words: str,
    icon: str,
    act: Callable[[RunDirectory], Any],
    run: RunDirectory,
    *,
    key: str,
    in_fragment: bool = False,
    disabled: bool = False,
) -> None:
    st.button(
        words,
        key=key,
        icon=f":material/{icon}:",
        on_click=act_and_redraw if in_fragment else _act,
        args=(act, run),
        disabled=disabled,
    )


def _act(act: Callable[..., Any], *arguments: Any) -> None:
    """Do it; what kept it from happening is shown when the page is drawn again."""
    try:
        members.check()
        act(*arguments)
    except CoreError as error:
        state.fail(error)


def act_and_redraw(act: Callable[..., Any], *arguments: Any) -> None:
    """Do it from inside a fragment, and have the whole page drawn again."""
    _act(act, *arguments)
    state.mark_stale()
