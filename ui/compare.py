"""Trainings side by side: curves, figures on the same photos, and the settings that differ."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.comparison import FEWEST, MOST, Comparison, compare
from core.evaluation.wording import right_words
from core.runs.run_directory import RunDirectory
from ui import cache, plot, routes, run_list
from ui.compare_charts import HEIGHT, overlaid_curves
from ui.errors import guard
from ui.text import bare, listing, plain


def draw(runs: Sequence[RunDirectory]) -> None:
    """Draw the choice of trainings, and those chosen side by side."""
    chosen = _choose(runs)
    if len(chosen) < FEWEST:
        st.info("Choose at least two trainings.")
        return
    names = _names(chosen)
    with guard():
        found = compare(chosen, [cache.predictions(str(run.predictions)) for run in chosen])
        _figures(names, found)
        _differences(found)
        _curves(chosen, names)
        _settings(names, found)


def link(runs: Sequence[RunDirectory]) -> None:
    """Offer the way to the comparison, once there is something to compare."""
    if sum(run.finished for run in runs) < FEWEST:
        return
    if st.button("Compare trainings", icon=":material/compare_arrows:", key="to-compare"):
        st.switch_page(routes.COMPARE)


def _choose(runs: Sequence[RunDirectory]) -> list[RunDirectory]:
    by_id = {run.run_id: run for run in runs}
    chosen = st.multiselect(
        f"Which trainings? ({FEWEST} to {MOST})",
        list(by_id),
        default=list(by_id)[:FEWEST],
        format_func=lambda run_id: run_list.title(by_id[run_id]),
        max_selections=MOST,
        key=f"compared-{len(by_id)}",
    )
    return [by_id[run_id] for run_id in chosen]


def _names(runs: Sequence[RunDirectory]) -> list[str]:
    """Return a name for each that no other has."""
    names = [bare(run.name, 40) for run in runs]
    return [
        name if names.count(name) == 1 else f"{name} ({place})"
        for place, name in enumerate(names, 1)
    ]


def _figures(names: list[str], found: Comparison) -> None:
    st.subheader("How many they get right", anchor=False)
    st.markdown(plain(found.photos_sentence(), 400))
    if found.floor is None:
        return
    rows = [
        {"training": plain(name), "right": right_words(each)}
        for name, each in zip(names, found.figures, strict=True)
    ]
    always = f"always saying {plain(found.floor['label'], 40)}"
    st.table([*rows, {"training": always, "right": right_words(found.floor)}], hide_index=True)
    st.caption(
        "In brackets: where the share would lie for endlessly many such photos, 95 times of 100. "
        "The last row needs no photo at all; whatever is no better has learned nothing."
    )


def _differences(found: Comparison) -> None:
    for sentence in found.sentences:
        st.markdown(f":material/compare_arrows: {plain(sentence, 400)}")


def _curves(runs: Sequence[RunDirectory], names: list[str]) -> None:
    st.subheader("How they learned", anchor=False)
    histories = {name: run.state().history for name, run in zip(names, runs, strict=True)}
    last = [f"{name} after {len(history)} rounds" for name, history in histories.items() if history]
    plot.draw(
        overlaid_curves(histories),
        key="compared-curves",
        height=HEIGHT,
        alt=f"Share right and loss on photos kept aside: {listing(last)}.",
    )
    st.caption("On the photos that each kept aside while it learned.")


def _settings(names: list[str], found: Comparison) -> None:
    if not found.settings:
        st.markdown("They have the same settings and differ only in their photos or by chance.")
        return
    rows = [
        {"setting": setting, **dict(zip(map(plain, names), values, strict=True))}
        for setting, values in found.settings
    ]
    with st.expander(f"Show the settings that differ ({len(rows)})"):
        st.table(rows, hide_index=True)
