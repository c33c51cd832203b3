"""One photo in; out come what each face looks like, how sure that is, and where it looked."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.errors import CannotExplain
from core.explain.outline import outline
from core.explain.overlay import blend
from core.files import sha256_bytes
from core.inference import Look
from core.runs.run_directory import RunDirectory
from core.verdict import Verdict
from ui import (
    answer_cards,
    cache,
    cache_computed,
    heat_choice,
    plot,
    put_right,
    run_list,
    state,
    try_many,
    upload,
    webcam,
)
from ui.charts import MOST_SHARES, largest, probability_bars
from ui.errors import guard
from ui.text import bare, listing, plain, share

_WAY, _CAMERA_LIVE = "try-way", "the camera, live"
_LIVE = (
    "The picture goes from this browser to Mien and is not kept. The words are about the "
    "expression shown, not about what a person feels; they must not be used to judge staff or "
    "pupils."
)


def draw(run: RunDirectory, models: Sequence[RunDirectory]) -> None:
    """Draw the ways to give a photo, and what the model says about it."""
    plot.load()
    way = st.segmented_control(
        "Photo from",
        ["a file", "the camera", _CAMERA_LIVE, "many photos"],
        default="a file",
        required=True,
        key=_WAY,
    )
    if way == "many photos":
        try_many.draw(run)
        return
    state.take(state.MANY)
    if way == _CAMERA_LIVE:
        webcam.draw(run, lambda: state.get(_WAY) == _CAMERA_LIVE)
        st.caption(_LIVE)
        return
    photo, name = _photo(str(way))
    if photo is None:
        st.caption(
            "The photo is looked at on this computer and not saved. It works best with photos "
            "like the ones you trained with."
        )
        return
    _looked_at(run, models, photo, name)


def _photo(way: str) -> tuple[bytes | None, str]:
    if way == "the camera":
        st.caption("If no picture appears, allow the camera in the address bar, or use a file.")
        taken = st.camera_input("Take a photo", key="try-camera")
    else:
        taken = st.file_uploader("Choose a photo", type=upload.PHOTOS, key="try-file")
    return (taken.getvalue(), taken.name) if taken else (None, "")


@st.fragment
def _looked_at(run: RunDirectory, models: Sequence[RunDirectory], photo: bytes, name: str) -> None:
    with guard():
        with st.spinner("Looking ..."):
            key = f"try-face-{run.run_id}-{sha256_bytes(photo)[:12]}"
            look = _look(run, photo, state.get(key, 0))
        _answer(run, look, key)
        put_right.draw(look, photo, name, key)
        _second_model(run, models, photo)


def _look(run: RunDirectory, photo: bytes, face: int) -> Look:
    try:
        return cache.look(str(run.path), photo, face, heat_choice.method())
    except CannotExplain as problem:
        st.info(plain(f"{problem} The map below is made the way that suits this model.", 600))
        return cache.look(str(run.path), photo, face)


def _answer(run: RunDirectory, look: Look, key: str) -> None:
    _headline(look)
    state.put(state.TRIED, value=True)
    if look.said.verdict is Verdict.NOT_SURE and (promise := cache_computed.promise(run)):
        st.caption(plain(promise, 600))
    if look.notice:
        st.info(plain(look.notice, 900), icon=":material/info:")
    if look.said.verdict is Verdict.NO_FACE:
        st.image(look.photo, width=480, alt="The photo, in which no face was found")
        return
    left, right = st.columns([3, 2], gap="large")
    with right:
        shown = _explained(look, pressed=state.get(key) is not None)
    with left:
        against = look.against[shown.label] if shown.against else None
        heat = blend(look.photo, look.maps[shown.label], shown.opacity, against)
        st.image(
            outline(heat, [face.corners for face in look.faces], look.face),
            width="stretch",
            alt=f"The photo with the areas that speak for {bare(shown.label)} in warm colours",
        )
    answer_cards.draw(look, key)


def _headline(look: Look) -> None:
    number = f"Face {look.face + 1}: " if look.face is not None and len(look.faces) > 1 else ""
    st.markdown(f"### {number}{plain(look.said.headline(), 200)}")
    st.markdown(plain(look.said.explanation(), 300))


def _explained(look: Look, *, pressed: bool) -> heat_choice.Shown:
    """Draw the share of the likeliest classes, and what the heat map is to show."""
    bars = largest(look.probabilities, MOST_SHARES)
    spoken = listing([f"{bare(name)} {share(part)}" for _, name, part in bars])
    plot.draw(
        probability_bars(look.probabilities),
        key=f"probabilities-{look.face}",
        reveal=pressed,
        alt=f"What the model says: {spoken}.",
        height=28 + 40 * len(bars),
    )
    if len(look.probabilities) > len(bars):
        st.caption(f"The {len(bars)} likeliest of {len(look.probabilities):,} labels.")
    shown = heat_choice.draw(look)
    st.caption(
        "Warm areas mattered most to the model. This shows where it looked, not that it is right. "
        "The words are about the expression shown, not about what a person feels; they must not be "
        "used to judge staff or pupils."
    )
    return shown


def _second_model(run: RunDirectory, models: Sequence[RunDirectory], photo: bytes) -> None:
    """Let another model answer the same photo."""
    others = {each.run_id: each for each in models if each.run_id != run.run_id}
    if not others:
        return
    chosen = st.selectbox(
        "What does another model say?",
        list(others),
        index=None,
        placeholder="Choose a model",
        format_func=lambda run_id: run_list.title(others[run_id]),
        key="second-model",
    )
    if chosen:
        with st.spinner("Looking ..."):
            look = cache.look(str(others[chosen].path), photo)
        answer_cards.beside(look, run_list.title(others[chosen]))
