"""What somebody takes of a model: chosen, made and checked while one watches, fetched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from core import share_jobs
from core.detached_job import FAILED, RUNNING, JobState
from core.errors import CoreError
from core.export.formats import FORMATS
from core.percent import percent
from core.runs.run_directory import RunDirectory
from core.share_jobs import BUNDLE, CARD, FILES, KINDS
from ui import state
from ui.fetch import fetch
from ui.text import ago, bare, file_size, plain

_PLACE = "share"
_TITLES = {
    BUNDLE: "A bundle for anyone",
    CARD: "The model card",
    **{name: each.title for name, each in FORMATS.items()},
}
_SUITS = {
    BUNDLE: "One zip with all that is needed: a web page that opens with a double click and "
    "answers photos or the camera, a small program, three test pictures, the model card. Without "
    "Mien, and without the internet.",
    CARD: "What it is for, how good it is, and what nobody knows: a page to read, print, or send "
    "along. Names of your imports and folders stand in it. The bundle has one already.",
    **{name: each.suits for name, each in FORMATS.items()},
}


def draw(run: RunDirectory) -> None:
    """Draw the choice, how far the making is, and what was made."""
    now = share_jobs.share_state(run)
    if now.status == RUNNING:
        _live(run)
        return
    _choose(run)
    if now.status == FAILED:
        st.error(f"Nothing was made. {plain(now.message, 900)}", icon=":material/error:")
    if now.result.get("made"):
        _made(run, now)


@st.fragment(run_every=0.7)
def _live(run: RunDirectory) -> None:
    now = share_jobs.share_state(run)
    if now.status != RUNNING:
        st.rerun()
    st.progress(now.done, text=f"{bare(now.stage, 200) or 'Starting'} ...")
    st.caption("This goes on if you leave the page.")


def _choose(run: RunDirectory) -> None:
    _option(BUNDLE, chosen=True)
    _option(CARD)
    with st.expander("For people who program: single files", icon=":material/code:"):
        for kind in FORMATS:
            _option(kind)
    st.button(
        "Make and check",
        key="share-start",
        icon=":material/inventory_2:",
        type="primary",
        on_click=_start,
        args=(run,),
    )
    state.show_message(_PLACE)


def _option(kind: str, *, chosen: bool = False) -> None:
    st.checkbox(
        f"**{_TITLES[kind]}**  \n{_SUITS[kind]}",
        value=chosen,
        key=_key(kind),
        persist_state="session",
    )


def _key(kind: str) -> str:
    return f"share-{kind}"


def _start(run: RunDirectory) -> None:
    kinds = [kind for kind in KINDS if state.get(_key(kind))]
    try:
        share_jobs.start(run, kinds)
    except CoreError as error:
        state.fail(error, _PLACE)


def _made(run: RunDirectory, now: JobState) -> None:
    with st.container(border=True):
        st.markdown(f"**Ready**, made {ago(datetime.fromtimestamp(now.at, UTC))}.")
        _bundle(now.result["bundle"])
        for kind, why in now.result["refused"]:
            st.warning(f"{_TITLES[kind]} was not made. {plain(why, 900)}")
        _table(now.result["checked"])
        _downloads(run, now)


def _bundle(made: Mapping[str, Any] | None) -> None:
    if made is None:
        return
    pictures, furthest = len(made["tested"]), max(each["difference"] for each in made["tested"])
    st.markdown(
        f"The bundle was asked about its {pictures} test pictures by a program that knows nothing "
        f"of Mien: the same answers as here (probabilities differ by {furthest:.0e} at most)."
    )
    st.markdown("  \n".join(plain(note, 600) for note in made["notes"]))


def _table(checked: list[dict[str, Any]]) -> None:
    for each in checked:
        if each["figures"]["warning"]:
            st.error(_warning(each), icon=":material/warning:")
    if checked:
        st.markdown("Each file was asked about photos the model was checked on:")
        st.dataframe([_row(each) for each in checked], hide_index=True)


def _warning(each: Mapping[str, Any]) -> str:
    figures = each["figures"]
    if figures["accuracy"] is None:
        return f"{_TITLES[each['format']]} answers what is no number. Do not use it."
    here, there = percent(figures["app_accuracy"], 1), percent(figures["accuracy"], 1)
    return (
        f":red[**{_TITLES[each['format']]} gets fewer photos right than the model does here: "
        f"{there:g} instead of {here:g} of 100.**]"
    )


def _row(each: Mapping[str, Any]) -> dict[str, str]:
    figures = each["figures"]
    right, largest = figures["accuracy"], figures["largest_difference"]
    return {
        "form": _TITLES[each["format"]],
        "size": file_size(round(each["megabytes"] * 1e6)),
        "same answers as here": f"{figures['same']:,} of {figures['n']:,}",
        "right": "no number" if right is None else f"{percent(right, 1):g} %",
        "furthest probability": "no number" if largest is None else f"{largest:.1e}",
        "time for a photo": f"{each['milliseconds']:.2g} ms",
    }


def _downloads(run: RunDirectory, now: JobState) -> None:
    folder = share_jobs.share_folder(run)
    with st.container(horizontal=True):
        for kind in now.result["made"]:
            for name in FILES[kind]:
                if (folder / name).is_file():
                    size = file_size((folder / name).stat().st_size)
                    fetch(folder / name, f"{name} ({size})", f"fetch-{run.run_id}-{name}")
