"""How far an import is, and what came of the last one."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.dataset.discarding import DISCARDED, UNENDED, discard_import
from core.dataset.import_mending import put_away, rewrite_report
from core.dataset.importing import (
    ImportProgress,
    continue_import,
    import_progress,
    import_report,
    imports,
)
from core.dataset.stalled_imports import end_import, quiet_seconds
from core.disk_refusals import is_full
from core.errors import CoreError
from core.workspace import Workspace
from ui import cache, import_outcome, state
from ui.errors import guard, panel
from ui.text import count, duration, plain

_PLACE = "-imports"


def current() -> bool:
    """Show the import that runs, live, and offer to go on with or discard those that did not end.

    Returns
    -------
    bool
        Whether one runs.
    """
    state.show_message(_PLACE)
    known = imports(cache.workspace())
    for job in known:
        if job.status == "running":
            _live(job.id)
        elif job.status == "interrupted":
            _interrupted(job)
        elif job.status == "failed":
            _failed(job)
        elif job.status == "unreadable":
            st.error(plain(job.message, 600), icon=":material/error:")
            _mending_button("Put it away", job.id, put_away)
    if any(job.status in UNENDED for job in known):
        st.caption(
            "*Discard* removes the files that wait here; photos that were added already stay."
        )
    return any(job.status == "running" for job in known)


@st.fragment(run_every=0.7)
def _live(job: str) -> None:
    state.redraw_if_stale()
    now = import_progress(cache.workspace(), job)
    if now.status != "running":
        st.rerun()
        return
    share = now.done / now.total if now.total else 0.0
    st.progress(min(1.0, share), text=_sentence(now))
    quiet = quiet_seconds(cache.workspace(), job)
    if quiet:
        st.warning(
            f"Nothing has come in for {duration(quiet)}. If that goes on, end it: what was added "
            "is safe, and it can go on where it stopped.",
            icon=":material/hourglass_disabled:",
        )
        st.button("End it", key=f"end-{job}", on_click=_end, args=(job,))


def _end(job: str) -> None:
    try:
        end_import(cache.workspace(), job)
    except CoreError as error:
        state.fail(error, _PLACE)
        state.mark_stale()


def _sentence(now: ImportProgress) -> str:
    name = plain(now.name, 60)
    if not now.total:
        return f"Looking into {name} ..."
    parts = [f"Adding {name}: {now.done:,} of {count(now.total, 'photo')}"]
    if now.per_second:
        parts.append(f"{now.per_second:,.0f} a second")
    if now.seconds_left is not None:
        parts.append(f"about {duration(now.seconds_left)} left")
    return " · ".join(parts)


def _how_far(job: ImportProgress) -> str:
    if not job.total:
        return "before its photos were counted"
    return f"after {job.done:,} of {count(job.total, 'photo')}"


def _interrupted(job: ImportProgress) -> None:
    full = " The disk is full: free some space first." if is_full(cache.workspace().data) else ""
    st.warning(
        f"Adding **{plain(job.name)}** was interrupted {_how_far(job)}. "
        f"What was added is safe.{full}",
        icon=":material/pause_circle:",
    )
    _ways_on("Go on where it stopped", job)


def _failed(job: ImportProgress) -> None:
    st.error(
        f"**{plain(job.name)}** could not be added. {plain(job.message, 600)}",
        icon=":material/error:",
    )
    _ways_on("Try again", job)


def _ways_on(words: str, job: ImportProgress) -> None:
    with st.container(horizontal=True):
        go_on = st.button(words, key=f"continue-{job.id}")
        st.button(
            "Discard",
            key=f"discard-{job.id}",
            icon=":material/delete:",
            type="tertiary",
            on_click=_discard,
            args=(job,),
        )
    if go_on:
        with guard():
            continue_import(cache.workspace(), job.id)
            state.put(state.IMPORT_JOB, job.id)
            st.rerun()


def _discard(job: ImportProgress) -> None:
    try:
        discard_import(cache.workspace(), job.id)
    except CoreError as error:
        state.fail(error, _PLACE)
    else:
        state.say(f"Discarded: **{plain(job.name)}**. {DISCARDED}", _PLACE)


def _mending_button(words: str, job: str, mend: Callable[[Workspace, str], str]) -> None:
    if st.button(words, key=f"mend-{job}"):
        try:
            state.say(plain(mend(cache.workspace(), job), 600), _PLACE)
        except CoreError as error:
            state.fail(error, _PLACE)
        st.rerun()


def last_report() -> None:
    """Show what came of the import that ended last, open in the tab that started it."""
    known = imports(cache.workspace())
    if not known or known[0].status != "finished":
        return
    ended = [job for job in known if job.status == "finished"]
    newest = max(ended, key=lambda job: (job.ended_at, job.id))
    try:
        report = import_report(cache.workspace(), newest.id)
    except CoreError as problem:
        panel(problem)
        _mending_button("Write it anew", newest.id, rewrite_report)
        return
    if newest.id == state.get(state.IMPORT_JOB):
        import_outcome.draw(report)
    else:
        with st.expander(f"What came of the last import: {plain(newest.name, 60)}"):
            import_outcome.draw(report)
