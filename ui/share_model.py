"""What somebody takes of a model: chosen, made and checked while one watches, fetched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from core import share_jobs
from core.detached_job import FAILED, RUNNING, JobState
from core.errors import CoreError
from core.export.exported import Exported
from core.export.formats import FORMATS
from core.export.wording import (
    difference_words,
    right_share,
    same_words,
    time_words,
    warning,
)
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
    state.show_message(_PLACE)
    if now.status == RUNNING:
        _live(run)
        return
    _choose(run)
    if now.status == FAILED:
        what = "Not everything was made." if now.result.get("made") else "Nothing was made."
        st.error(f"{what} {plain(now.message, 900)}", icon=":material/error:")
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
        if share_jobs.is_of_another_model(run, now):
            st.warning("The model has learned on since. Make them again to get what it knows now.")
        bundle = now.result["bundle"]
        if bundle:
            _bundle(bundle)
        for kind, why in now.result["refused"]:
            st.warning(f"{_TITLES[kind]} was not made. {plain(why, 900)}")
        _checked([Exported.from_json(each) for each in now.result["checked"]], bundle)
        _downloads(run, now)


def _bundle(made: Mapping[str, Any]) -> None:
    st.markdown(
        f"The bundle was asked about its {len(made['tested'])} test pictures by a program that "
        "knows nothing of Mien: the same answers as here. Names of your imports and folders stand "
        "in its model card; read that before you give it away."
    )
    st.markdown("  \n".join(plain(note, 600) for note in made["notes"]))


def _checked(checked: list[Exported], bundle: Mapping[str, Any] | None) -> None:
    """Draw how each file did on the photos, and a warning in red where it lost answers."""
    figures = {_TITLES[each.format]: each.figures for each in checked}
    if bundle:
        figures[_TITLES[BUNDLE]] = bundle["figures"]
    for name, found in figures.items():
        if said := warning(name, found):
            st.error(f":red[**{said}**]", icon=":material/warning:")
    for said in dict.fromkeys(each.notice() for each in checked if each.left_out):
        st.warning(plain(said, 900))
    if checked:
        app = next(iter(figures.values()))
        st.markdown(f"Each file was asked about {app['n']:,} photos it has not learned from:")
        here = {"form": "the app itself", "right": right_share(app["app_accuracy"])}
        st.dataframe([here, *map(_row, checked)], hide_index=True)


def _row(each: Exported) -> dict[str, str]:
    return {
        "form": _TITLES[each.format],
        "right": right_share(each.figures["accuracy"]),
        "same answers as here": same_words(each.figures),
        "largest difference": difference_words(each.figures),
        "size": file_size(round(each.megabytes * 1e6)),
        "a photo takes": time_words(each.milliseconds),
    }


def _downloads(run: RunDirectory, now: JobState) -> None:
    folder = share_jobs.share_folder(run)
    with st.container(horizontal=True):
        for kind in now.result["made"]:
            for name in FILES[kind]:
                if (folder / name).is_file():
                    size = file_size((folder / name).stat().st_size)
                    fetch(folder / name, f"{name} ({size})", f"fetch-{run.run_id}-{name}")
        st.button(
            "Remove them again",
            key="share-remove",
            icon=":material/delete:",
            on_click=_remove,
            args=(run,),
        )


def _remove(run: RunDirectory) -> None:
    try:
        share_jobs.remove(run)
    except CoreError as error:
        state.fail(error, _PLACE)
