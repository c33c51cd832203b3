"""The whole project as one file, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from core.backup import jobs
from core.backup.jobs import BACKUP, RESTORE, job_state
from core.backup.wording import start_with
from core.detached_job import FAILED, READY, RUNNING
from core.errors import CoreError
from core.typed_paths import typed_path
from ui import cache, state
from ui.fetch import fetch
from ui.text import ago, file_size, plain

_PLACE = "backup"
_FILE, _FOLDER = "restore-file", "restore-folder"


def draw() -> None:
    """Draw the making of a backup, and how one is put back."""
    st.subheader("The whole project in one file", anchor=False)
    st.markdown(
        "Photos, labels, everything anybody decided, and all trainings: for another computer, or "
        "for the day this one breaks. You can go on working meanwhile."
    )
    _part(BACKUP)
    state.show_message(_PLACE)
    with st.expander("Put a backup back", icon=":material/settings_backup_restore:"):
        _part(RESTORE)


def _part(kind: str) -> None:
    if job_state(cache.workspace(), kind).status == RUNNING:
        _live(kind)
        return
    (_offer if kind == BACKUP else _ask)()
    _outcome(kind)


@st.fragment(run_every=0.7)
def _live(kind: str) -> None:
    now = job_state(cache.workspace(), kind)
    if now.status != RUNNING:
        st.rerun()
    st.progress(now.done, text=f"{now.stage or 'Starting'} ...")


def _offer() -> None:
    st.button("Make a backup", key="backup", icon=":material/save:", on_click=_back_up)


def _back_up() -> None:
    try:
        jobs.start_backup(cache.workspace())
    except CoreError as error:
        state.fail(error, _PLACE)


def _remove() -> None:
    try:
        jobs.forget(cache.workspace(), BACKUP)
    except CoreError as error:
        state.fail(error, _PLACE)


def _ask() -> None:
    st.markdown(
        "It goes into a new folder, and what you have now stays as it is. Mien then has to be "
        "started with that folder."
    )
    with st.form("restore", border=False):
        st.text_input("Where does the backup lie?", key=_FILE, placeholder="mien-backup.zip")
        st.text_input("Into which new folder?", key=_FOLDER, value=str(_beside()))
        st.form_submit_button("Put it back", on_click=_restore)


def _beside() -> Path:
    root = cache.workspace().root
    return root.with_name(f"{root.name}-restored")


def _restore() -> None:
    try:
        file, folder = (typed_path(state.get(key, "")) for key in (_FILE, _FOLDER))
        jobs.start_restore(cache.workspace(), file, folder)
    except CoreError as error:
        state.fail(error, _PLACE)


def _outcome(kind: str) -> None:
    now = job_state(cache.workspace(), kind)
    if now.status == FAILED:
        st.error(plain(now.message, 900), icon=":material/error:")
    if now.status != READY:
        return
    with st.container(border=True):
        st.markdown(f"**Ready**, {ago(datetime.fromtimestamp(now.at, UTC))}.")
        st.markdown("  \n".join(plain(sentence, 600) for sentence in now.result["told"]))
        if kind == BACKUP:
            label = f"Download the backup ({file_size(now.result['size'])})"
            fetch(Path(now.result["path"]), label, "backup-download")
            st.button(
                "Remove it again",
                key="backup-remove",
                icon=":material/delete:",
                help="Frees the space on the disk; your project stays as it is.",
                on_click=_remove,
            )
        else:
            st.markdown("Start Mien with it:")
            st.code(start_with(Path(now.result["path"])), language=None)
