"""Letting the computer look for better settings: how long, with what, and what came out."""

from __future__ import annotations

import streamlit as st

from core.errors import CoreError
from core.readiness import Readiness
from core.runs.networks import ARCHITECTURES
from core.runs.studies import SEARCH, Attempt, Study, best_attempt, train_best
from core.study_plan import start_search, suggest_networks
from ui import cache, members, plot, state, studies
from ui.study_charts import tries
from ui.text import plain

_MINUTES_KEY, _NETWORKS_KEY = "search-minutes", "search-networks"


def draw(ready: Readiness) -> None:
    """Draw the newest search, and the way to another one."""
    st.subheader("Let the computer look for better settings", anchor=False)
    newest = next((each for each in cache.studies() if each.kind == SEARCH), None)
    if newest:
        studies.panel(newest, _body)
    if newest and newest.going:
        return
    with st.expander("Start a search", expanded=newest is None and bool(cache.usable_runs())):
        _form(ready)


def _form(ready: Readiness) -> None:
    st.markdown(
        "It trains again and again with other settings, gives up what is hopeless, and then "
        "trains normally with the best. The test photos stay locked away meanwhile."
    )
    left, right = st.columns([1, 2])
    left.select_slider("Minutes it may take", studies.MINUTES, 10, key=_MINUTES_KEY)
    names = right.multiselect(
        "Networks to try",
        list(ARCHITECTURES),
        suggest_networks(cache.workspace(), cache.store()),
        format_func=lambda name: ARCHITECTURES[name].title,
        key=_NETWORKS_KEY,
    )
    st.button(
        "Start the search",
        key="start-search",
        icon=":material/manage_search:",
        disabled=not ready.ready or not names,
        on_click=_start,
    )
    if waits := studies.waits_for(cache.active_run(), cache.active_study()):
        st.caption(waits)
    state.show_message()


def _start() -> None:
    if any(each.kind == SEARCH and each.going for each in cache.studies()):
        return  # a second press means the same search
    minutes, names = state.get(_MINUTES_KEY), tuple(state.get(_NETWORKS_KEY))
    try:
        start_search(cache.workspace(), cache.store(), minutes, names)
    except CoreError as error:
        state.fail(error)


def _body(study: Study, attempts: list[Attempt]) -> None:
    best = best_attempt(attempts)
    plot.draw(
        tries(tuple(attempts), studies.aside_count(study)),
        key=f"tries-{study.run_id}",
        alt=f"Share right on photos kept aside over {len(attempts)} tries"
        + (f"; the best {studies.right(best, studies.aside_count(study))}." if best else "."),
        height=300,
    )
    if best:
        words = ", ".join(f"{name} {value}" for name, value in best.facts.items())
        st.markdown(f":material/star: Best so far, try {best.number + 1}: {plain(words, 300)}.")
    if best and study.state().ended and study.chosen_run() is None:
        st.button(
            "Train normally with the best",
            key=f"train-best-{study.run_id}",
            icon=":material/school:",
            on_click=_train_best,
            args=(study, best),
        )


def _train_best(study: Study, best: Attempt) -> None:
    try:
        members.check()
        run = train_best(study, best)
    except CoreError as error:
        state.fail(error)
        return
    cache.standby().launch(run)
    state.put(state.RUN, run.run_id)
    state.mark_stale()
