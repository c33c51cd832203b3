"""Where does it look? What counts for each answer, whether the maps can be trusted, a warning."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import streamlit as st

from core.explain.overlay import blend
from core.look_check import look_check
from core.percent import percent
from core.runs.run_directory import RunDirectory
from ui import cache, cache_computed, verdicts
from ui.text import bare, count, plain

_SIDE = 160


def draw(run: RunDirectory) -> None:
    """Draw the verdict, the average maps, how far they can be trusted, and the photos elsewhere."""
    with st.spinner("Looking at photos it has not learned from ..."):
        found = cache_computed.once(run, "looks", lambda: look_check(run, cache.model_process()))
    shortcut = found["shortcut"]
    show = st.warning if shortcut["flagged"] else st.success
    show(plain(shortcut["sentence"], 600))
    _averages(found["average"])
    st.markdown(plain(trust_sentence(found["faithfulness"]), 600))
    st.caption(
        f"Measured on {count(found['n'], 'photo')} it has not learned from. Warm areas speak for "
        "the answer. Covering what the map marks, and covering as much elsewhere, tells whether "
        "the map shows what counts."
    )
    _elsewhere(run, shortcut["elsewhere"])


def trust_sentence(found: dict[str, Any]) -> str:
    """Say in words whether the maps show what counts.

    Parameters
    ----------
    found : dict
        As `core.explain.faithfulness.faithfulness` returns it.
    """
    gain = found["removal"]["deletion_gain"]
    if gain is None:
        return (
            "Too little depends on single places of these photos to tell whether the maps are true."
        )
    if gain["interval"][0] <= 0:
        return (
            "Careful: covering what the maps mark changes its answers no more than covering places "
            "at random, so the maps say little about this model."
        )
    return (
        "The maps show what counts: with the marked places covered bit by bit, its answers lose "
        f"their ground {percent(gain['value']):g} % faster than with places covered at random."
    )


def _averages(average: list[dict[str, Any]]) -> None:
    with st.grid(4, min_column_width=150, gap="small"):
        for told in average:
            with st.container(gap="xxsmall"):
                if told["n"]:
                    picture = blend(_grey(), b64decode(told["map"]), 1.0)
                    st.image(picture, width=_SIDE, alt=bare(told["sentence"], 200))
                st.markdown(plain(told["sentence"], 200))


def _grey() -> bytes:
    from io import BytesIO  # noqa: PLC0415

    from PIL import Image  # noqa: PLC0415

    stream = BytesIO()
    Image.new("RGB", (_SIDE, _SIDE), (128, 128, 128)).save(stream, "JPEG")
    return stream.getvalue()


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
