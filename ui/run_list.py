"""The list of all trainings, and choosing one of those that have a model."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.errors import RunDamaged
from core.evaluation.figures import share_of
from core.evaluation.wording import short_words
from core.runs.run_directory import RunDirectory
from core.runs.spec import ARCHITECTURES
from ui import cache, state
from ui.choice import choose as choose_among
from ui.text import bare, moment

_WORDS = {
    "queued": "waiting",
    "starting": "going on",
    "preparing": "going on",
    "training": "going on",
    "evaluating": "going on",
    "finished": "done",
    "stopped": "stopped",
    "failed": "broke off",
    "interrupted": "interrupted",
    "stalled": "not moving",
}
_PIXELS = {
    "name": 140,
    "begun": 112,
    "network": 166,
    "state": 90,
    "right, kept aside": 155,
    "right, test": 155,
}
"""Widths; together what a page beside its menu has room for at 1280."""


def draw(runs: Sequence[RunDirectory]) -> None:
    """Draw all trainings as a table: those with a star, then the others, newest first."""
    if not runs:
        return
    st.subheader("All trainings", anchor=False)
    starred = sorted(runs, key=lambda run: not run.starred)
    widths = {name: st.column_config.Column(width=pixels) for name, pixels in _PIXELS.items()}
    st.dataframe([_row(run) for run in starred], hide_index=True, column_config=widths)


def _row(run: RunDirectory) -> dict[str, str]:
    now = run.state()
    best = now.best.val_accuracy if now.best else None
    return {
        "name": _name(run),
        "begun": moment(run.created_at),
        "network": ARCHITECTURES[run.config.architecture].title,
        "state": _WORDS.get(now.status, now.status),
        "right, kept aside": "" if best is None else _aside(run, best),
        "right, test": _tested(run) if run.finished else "",
    }


def _name(run: RunDirectory) -> str:
    return f"★ {bare(run.name)}" if run.starred else bare(run.name)


def _tested(run: RunDirectory) -> str:
    try:
        tested = cache.report(str(run.report)).get("test")
    except RunDamaged:
        return "report damaged"
    return short_words(tested) if tested else ""


def _aside(run: RunDirectory, accuracy: float) -> str:
    try:
        photos = sum(each.split == "validation" for each in run.pictures)
    except RunDamaged:
        return "photos damaged"
    return short_words(share_of(accuracy, photos)) if photos else ""


def choose(runs: Sequence[RunDirectory]) -> RunDirectory:
    """Draw the choice among trainings that have a model; the newest is chosen at first."""
    by_id = {run.run_id: run for run in runs}
    titles = {run_id: title(run) for run_id, run in by_id.items()}
    return by_id[choose_among("Model", titles, state.RUN)]


def select(run_id: str) -> None:
    """Choose a training that has a model, in a callback."""
    state.put(state.RUN, run_id)


def title(run: RunDirectory) -> str:
    """Return name and network of a training, for lists to choose from."""
    return f"{_name(run)} ({ARCHITECTURES[run.config.architecture].title})"
