"""Searches and learning curves, live: what was tried, how good it was, and what it means."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.evaluation.figures import share_of
from core.evaluation.wording import right_words
from core.runs.launcher import first_to_work, request_stop
from core.runs.run_directory import RunDirectory
from core.runs.studies import Attempt, Study
from core.study_resuming import go_on
from ui import cache, live, run_life, state
from ui.text import count, duration, plain

MINUTES = [1, 2, 5, 10, 20, 30, 60, 120]
"""What a search may be given."""

_EVERY_SECONDS = 1.0
_STATES = {
    "running": "learning",
    "done": "done",
    "given up": "given up early",
    "stopped": "out of time",
    "failed": "could not go on",
}
_TITLES = {
    "queued": "is waiting for its turn",
    "starting": "is starting",
    "preparing": "is getting the photos ready",
    "training": "is under way",
    "finished": "is done",
    "stopped": "was stopped",
    "failed": "could not go on",
    "interrupted": "was interrupted",
    "stalled": "has not moved for a while",
}

Body = Callable[[Study, list[Attempt]], None]


def panel(study: Study, body: Body) -> None:
    """Draw a study; while it goes on the panel follows it by itself.

    Parameters
    ----------
    study : Study
        What to draw.
    body : callable
        Draws what this kind of study has to show.
    """
    every = _EVERY_SECONDS if study.state().status in (*live.ACTIVE, "stalled") else None
    st.fragment(_panel, run_every=every)(study.run_id, body, followed=every is not None)


def _panel(study_id: str, body: Body, *, followed: bool) -> None:
    state.redraw_if_stale()
    study = cache.study(study_id)
    now = study.state()
    going = now.status in (*live.ACTIVE, "stalled")
    if followed and not going:
        st.rerun()
    attempts = study.attempts()
    with st.container(border=True, key=f"study-{study.kind}"):
        st.markdown(f"#### {plain(study.name)} {_title(study, now.status)}")
        if now.ended and now.message:
            st.markdown(plain(now.message, 600))
        if now.status == "stalled":
            run_life.stop_button(study, now)
        elif going:
            _progress(study, attempts, now.message)
        elif study.cut_off:
            _go_on(study)
        if attempts:
            body(study, attempts)
            table(study, attempts)


def _title(study: Study, status: str) -> str:
    if status in live.ACTIVE and study.stop_request.exists():
        return "is stopping"
    return _TITLES.get(status, status)


def _progress(study: Study, attempts: list[Attempt], message: str) -> None:
    parts = [f"try {len(attempts)}"] if attempts else [plain(message, 200)]
    spent = sum(each.seconds for each in attempts)
    minutes = study.budget.minutes
    if minutes:
        left = max(0.0, 60 * minutes - spent)
        parts.append(f"at most {duration(left)} left")
    share = min(1.0, spent / (60 * minutes)) if minutes else 0.0
    st.progress(share, text=" · ".join(part for part in parts if part) or "Starting")
    st.button(
        "Stop",
        key=f"stop-study-{study.run_id}",
        icon=":material/stop_circle:",
        on_click=run_life.act_and_redraw,
        args=(request_stop, study),
        disabled=study.stop_request.exists(),
    )


def _go_on(study: Study) -> None:
    key = f"more-{study.run_id}"
    if study.used_up:
        st.markdown("Nothing is left for another try. Give it more time, then let it go on.")
        st.select_slider("Minutes more", MINUTES, 10, key=key)
    st.button(
        "Go on",
        key=f"resume-{study.run_id}",
        icon=":material/play_arrow:",
        on_click=_let_go_on,
        args=(study, key),
    )
    state.show_message()


def _let_go_on(study: Study, key: str) -> None:
    minutes = state.get(key) if study.used_up else None
    run_life.act_and_redraw(go_on, study, minutes)


def table(study: Study, attempts: list[Attempt]) -> None:
    """Draw every try of a study with its settings and how good it was, the newest first."""
    aside = aside_count(study)
    with st.expander(f"All {count(len(attempts), 'try', 'tries')} as a table"):
        rows = [
            {
                "try": each.number + 1,
                **each.facts,
                "state": _STATES[each.status],
                "right": right(each, aside),
                "seconds": f"{each.seconds:.0f}" if each.ended else "",
            }
            for each in reversed(attempts)
        ]
        st.dataframe(rows, hide_index=True)
        for each in attempts:
            if each.message:
                st.caption(f"Try {each.number + 1}: {plain(each.message, 300)}")


def waits_for(run: RunDirectory | None, study: Study | None) -> str:
    """Say what a study that is started now will wait for; empty if it can begin at once."""
    first = first_to_work(run, study)
    return f"It will wait until {plain(first.name)} is done." if first else ""


def aside_count(study: Study) -> int:
    """Return how many photos kept aside judge the tries of a study."""
    return sum(each.split == "validation" for each in study.pictures)


def right(attempt: Attempt, aside: int) -> str:
    """Return how many of the photos kept aside a try gets right; empty while nobody knows."""
    known = attempt.accuracy if attempt.ended else max(attempt.accuracies, default=None)
    return right_words({**share_of(known, aside), "split": "validation"}) if known else ""
