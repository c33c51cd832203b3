"""Taking the set away: choose a format, watch the zip being made, fetch it."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from core.dataset.exchange import away_jobs
from core.dataset.exchange.away_jobs import away_state
from core.dataset.exchange.layouts import FORMATS
from core.dataset.exchange.wording import NAMES, SUITS
from core.detached_job import FAILED, NONE, READY, RUNNING, JobState
from core.errors import CoreError
from ui import cache, state
from ui.fetch import fetch
from ui.text import ago, bare, file_size, plain

_CHOICE = "away-format"


def draw() -> None:
    """Draw the choice of a format, and how far the zip is or how to fetch it."""
    now = away_state(cache.workspace())
    with st.expander(
        "Take your photos away",
        icon=":material/archive:",
        expanded=now.status != NONE,
        key="take-away",
    ):
        st.markdown(
            "Photos and all that is known about each: its label, set, marks, names and who decided "
            "when. One zip for other programs or another computer; add it in Mien to have all that "
            "back. Kinds without photos, the order of kinds, the shares of the sets, the bin and "
            "trainings do not go along."
        )
        if now.status == RUNNING:
            _live()
        else:
            _choose()
            _outcome(now)


@st.fragment(run_every=0.7)
def _live() -> None:
    now = away_state(cache.workspace())
    if now.status != RUNNING:
        st.rerun()
    st.progress(now.done, text=now.stage or "Starting ...")


def _choose() -> None:
    st.radio(
        "In which form?",
        FORMATS,
        format_func=NAMES.__getitem__,
        captions=[SUITS[each] for each in FORMATS],
        key=_CHOICE,
        persist_state="session",
    )
    st.button(
        "Make the zip",
        key="away-start",
        icon=":material/archive:",
        type="primary",
        on_click=_start,
    )


def _start() -> None:
    try:
        away_jobs.start(cache.workspace(), state.get(_CHOICE))  # as chosen now, not when drawn
    except CoreError as error:
        state.fail(error)


def _outcome(now: JobState) -> None:
    if now.status == FAILED:
        st.error(f"There is no zip. {plain(now.message, 600)}", icon=":material/error:")
    elif now.status == READY:
        _ready(now)


def _ready(now: JobState) -> None:
    with st.container(border=True):
        made = ago(datetime.fromtimestamp(now.at, UTC))
        changed = " Your photos have changed since." if _is_old(now) else ""
        name, size = NAMES[now.result["kind"]], file_size(now.result["size"])
        st.markdown(f"**{name}**, {size}, made {made}.{changed}")
        st.markdown("  \n".join(plain(sentence, 600) for sentence in now.result["told"]))
        if left_out := now.result["left_out"]:
            st.dataframe(
                [{"photo": bare(name), "why": bare(why, 300)} for name, why in left_out],
                hide_index=True,
            )
        _fetch(now)


def _is_old(now: JobState) -> bool:
    return bool(now.result["revision"] != cache.store().revision())


def _fetch(now: JobState) -> None:
    path = away_jobs.zip_path(cache.workspace(), now.result["kind"])
    with st.container(horizontal=True):
        fetch(path, "Download the zip", "away-download")
        st.button(
            "Remove it again",
            key="away-remove",
            icon=":material/delete:",
            help="Frees the space on the disk; your photos stay as they are.",
            on_click=_remove,
        )


def _remove() -> None:
    try:
        away_jobs.remove(cache.workspace())
    except CoreError as error:
        state.fail(error)
