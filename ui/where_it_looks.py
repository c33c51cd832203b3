"""Where does it look? What counts for each answer, whether the maps can be trusted, a warning."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from typing import Any

import streamlit as st

from core.explain.overlay import blend
from core.explain.shortcut_wording import looks_there
from core.look_wording import trust_sentence
from core.runs.run_directory import RunDirectory
from ui import cache, cache_looks, verdicts
from ui.text import bare, count, plain

_SIDE = 160
_OPACITY = 0.55
_HALF = 0.5
_MOST = 12
"""Kinds whose average map is shown."""


def draw(run: RunDirectory) -> None:
    """Draw how far the check is, or what it found, and the photos where it looks elsewhere."""
    looking = cache_looks.looking(run)
    if looking.found.done():
        _found(run, looking.found.result())
    else:
        _live(run)


@st.fragment(run_every=0.7)
def _live(run: RunDirectory) -> None:
    looking = cache_looks.looking(run)
    if looking.found.done():
        st.rerun()
    words = "Looking at photos it has not learned from: this takes up to a minute"
    st.progress(looking.share, text=words)


def _found(run: RunDirectory, found: dict[str, Any]) -> None:
    """Draw the verdict, the average maps and how far they can be trusted."""
    shortcut = found["shortcut"]
    _panel(shortcut)(plain(shortcut["sentence"], 600))
    _averages(found["average"])
    st.markdown(plain(trust_sentence(found["faithfulness"]), 600))
    st.caption(
        f"Measured on {count(found['n'], 'photo')} it has not learned from. Each picture is the "
        "average of the photos answered so; warm areas speak for the answer. Covering what the "
        "maps mark, and covering as much elsewhere, tells whether they show what counts."
    )
    _elsewhere(run, shortcut["elsewhere"])


def _panel(shortcut: dict[str, Any]) -> Callable[[str], Any]:
    """Return what the verdict is shown by: green only where most photos clearly are well."""
    if looks_there(shortcut):
        return st.success
    clearly_not = shortcut["interval"] is not None and shortcut["interval"][1] < _HALF
    return st.warning if shortcut["flagged"] or clearly_not else st.info


def _averages(average: list[dict[str, Any]]) -> None:
    many = len(average) > _MOST
    shown = sorted(average, key=lambda told: -told["n"])[:_MOST] if many else average
    with st.grid(4, min_column_width=150, gap="small"):
        for told in shown:
            with st.container(gap="xxsmall"):
                if told["n"]:
                    photo, heat = b64decode(told["photo"]), b64decode(told["map"])
                    picture = blend(photo, heat, _OPACITY)
                    st.image(picture, width=_SIDE, alt=bare(told["sentence"], 200))
                st.markdown(plain(told["sentence"], 200))
    if many:
        st.caption(f"The {_MOST} kinds that it said most often, of {len(average):,}.")


def _elsewhere(run: RunDirectory, ids: list[str]) -> None:
    if not ids:
        return
    said = {row["id"]: row for row in cache.predictions(str(run.predictions))}
    rows = [_row(run.classes, said[each]) for each in ids if each in said]
    st.markdown(f"**{count(len(rows), 'photo')} where it looks elsewhere**")
    verdicts.gallery(rows, run.classes, key="elsewhere")


def _row(classes: list[str], said: dict[str, Any]) -> dict[str, Any]:
    best = max(range(len(classes)), key=said["probabilities"].__getitem__)
    return {
        "id": said["id"],
        "truth": classes[said["class_index"]],
        "answer": classes[best],
        "confidence": said["probabilities"][best],
    }
