"""What somebody takes of a model: chosen, made and checked while one watches, fetched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from core import share_jobs
from core.bundle.web_runtime import WEB_RUNTIME
from core.counting import photos_in_words
from core.detached_job import FAILED, RUNNING, JobState
from core.errors import CoreError
from core.export.exported import Exported
from core.export.formats import FORMATS
from core.export.wording import (
    checked_sentence,
    fed_sentence,
    warning,
)
from core.runs.run_directory import RunDirectory
from core.share_jobs import BUNDLE, CARD, FILES, KINDS
from core.weights import is_here
from ui import cache, members, state
from ui.fetch import fetch
from ui.text import ago, bare, file_size, plain

PLACE = "share"
_TITLES = {
    BUNDLE: "A bundle for anyone",
    CARD: "The model card",
    **{name: each.title for name, each in FORMATS.items()},
}
_HOW_LONG = "A bundle takes about one to three minutes, a single file up to one."
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
        _broke_off(now)
    if now.result.get("made"):
        _made(run, now)


def starter_words() -> None:
    """Say why the model that comes with Mien is not among those to take away."""
    st.caption(
        "The model that comes with Mien can be tried here, and asked by other programs on this "
        "computer. It is not to be taken away: the photos to check a copy with are not part of "
        "Mien. A training of your own begins with what it knows, and can be."
    )


def _broke_off(now: JobState) -> None:
    what = "Not everything was made." if now.result.get("made") else "Nothing was made."
    said = f"{what} {plain(now.message, 900)}"
    if now.result.get("stopped"):
        st.info(said, icon=":material/stop_circle:")
    else:
        st.error(said, icon=":material/error:")


@st.fragment(run_every=0.7)
def _live(run: RunDirectory) -> None:
    state.redraw_if_stale()
    now = share_jobs.share_state(run)
    if now.status != RUNNING:
        st.rerun()
    stopping = share_jobs.is_stopping(run)
    st.progress(now.done, text=f"{bare(now.stage, 200) or 'Starting'} ...")
    st.caption(f"{_HOW_LONG} This goes on if you leave the page.")
    st.button(
        "Stopping after this step ..." if stopping else "Stop",
        key="share-stop",
        icon=":material/stop_circle:",
        disabled=stopping,
        on_click=_stop,
        args=(run,),
    )


def _choose(run: RunDirectory) -> None:
    _option(BUNDLE, chosen=True, also=_needs_internet())
    _option(CARD)
    with st.expander("For people who program: single files", icon=":material/code:"):
        for kind in FORMATS:
            _option(kind)
    st.button(
        "Make and check",
        key="share-start",
        icon=":material/inventory_2:",
        type="primary",
        disabled=not _chosen(),
        on_click=_start,
        args=(run,),
    )
    st.caption(_HOW_LONG if _chosen() else "Choose at least one thing to make.")


def _needs_internet() -> str:
    if is_here(cache.workspace(), WEB_RUNTIME):
        return ""
    return " Making one needs the internet once: 33 MB, for its web page."


def _option(kind: str, *, chosen: bool = False, also: str = "") -> None:
    st.checkbox(
        f"**{_TITLES[kind]}**  \n{_SUITS[kind]}{also}",
        value=chosen,
        key=_key(kind),
        persist_state="session",
    )


def _key(kind: str) -> str:
    return f"share-{kind}"


def _chosen() -> list[str]:
    return [kind for kind in KINDS if state.get(_key(kind))]


def _stop(run: RunDirectory) -> None:
    try:
        members.check()
        share_jobs.stop(run)
    except CoreError as error:
        state.fail(error, PLACE)
        state.mark_stale()


def _start(run: RunDirectory) -> None:
    try:
        members.check()
        share_jobs.start(run, _chosen())
    except CoreError as error:
        state.fail(error, PLACE)


def _made(run: RunDirectory, now: JobState) -> None:
    with st.container(border=True):
        st.markdown(f"**Ready**, made {ago(datetime.fromtimestamp(now.at, UTC))}.")
        if share_jobs.is_of_another_model(run, now):
            st.warning("The model has learned on since. Make them again to get what it knows now.")
        bundle = now.result["bundle"]
        if bundle:
            _bundle(bundle)
        for kind, why in now.result["refused"]:
            st.warning(f"{_TITLES[kind]} was not made. {plain(why, 900)}")
        checked = {each["format"]: Exported.from_json(each) for each in now.result["checked"]}
        _warn([*checked.values()], bundle)
        for kind in now.result["made"]:
            _one(run, kind, checked.get(kind))
        if checked:
            st.caption(fed_sentence(run.config))
        _removal(run)


def _bundle(made: Mapping[str, Any]) -> None:
    st.markdown(
        f"The bundle was asked about its {len(made['tested'])} test pictures by a program that "
        "knows nothing of Mien: the same answers as here. Names of your imports and folders stand "
        "in its model card; read that before you give it away."
    )
    st.markdown("  \n".join(plain(note, 600) for note in made["notes"]))


def _warn(checked: list[Exported], bundle: Mapping[str, Any] | None) -> None:
    """Warn in red of files that lost answers, and tell which photos were left out."""
    figures = {_TITLES[each.format]: each.figures for each in checked}
    if bundle:
        figures[_TITLES[BUNDLE]] = bundle["figures"]
    for name, found in figures.items():
        if said := warning(name, found):
            st.error(f":red[**{said}**]", icon=":material/warning:")
    for said in dict.fromkeys(each.notice() for each in checked if each.left_out):
        st.warning(plain(said, 900))


def _one(run: RunDirectory, kind: str, checked: Exported | None) -> None:
    """Draw one thing that was made: how it did, and the way to fetch it."""
    st.markdown(f"**{_TITLES[kind]}**")
    if checked:
        asked = f"Asked about {photos_in_words(checked.figures['n'])} it has not learned from: "
        st.markdown(asked + checked_sentence(checked.figures, checked.milliseconds))
    folder = share_jobs.share_folder(run)
    with st.container(horizontal=True):
        for name in FILES[kind]:
            if (folder / name).is_file():
                size = file_size((folder / name).stat().st_size)
                label = f"{name} ({size})"
                fetch(folder / name, label, f"fetch-{run.run_id}-{name}")


def _removal(run: RunDirectory) -> None:
    with st.popover("Remove them again ...", icon=":material/delete:"):
        st.markdown(
            "The files above are removed from this computer. What you have downloaded stays, and "
            "they can be made again."
        )
        st.button("Yes, remove them", key="share-remove", on_click=_remove, args=(run,))


def _remove(run: RunDirectory) -> None:
    try:
        members.check()
        share_jobs.remove(run)
    except CoreError as error:
        state.fail(error, PLACE)
