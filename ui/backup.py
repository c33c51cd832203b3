"""The whole project as one file, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from core.backup import jobs
from core.backup.jobs import BACKUP, RESTORE, job_state
from core.backup.wording import on_page, start_with
from core.detached_job import FAILED, NONE, READY, RUNNING
from core.errors import CoreError
from core.typed_paths import typed_path
from ui import cache, state
from ui.fetch import fetch
from ui.text import ago, file_size, plain

_PLACE = "backup"
_FILE, _FOLDER, _ROUND = "restore-file", "restore-folder", "restore-round"


def draw() -> None:
    """Draw the making of a backup, and how one is put back."""
    st.subheader("The whole project in one file", anchor=False)
    st.markdown(
        "Photos, labels, everything anybody decided, and all trainings: for another computer, or "
        "for the day this one breaks. You can go on working meanwhile."
    )
    _part(BACKUP)
    state.show_message(_PLACE)
    with st.expander(
        "Put a backup back",
        icon=":material/settings_backup_restore:",
        expanded=job_state(cache.workspace(), RESTORE).status != NONE or state.has_failed(RESTORE),
        key="restore-panel",
    ):
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
        st.file_uploader("Choose the backup", type=["zip"], key=_uploader())
        st.text_input(
            "Or, for a large one: where does it lie on this computer?",
            key=_FILE,
            placeholder="for example ~/Downloads/mien-backup.zip",
            persist_state="session",
        )
        st.text_input(
            "Into which new folder?", key=_FOLDER, value=str(_beside()), persist_state="session"
        )
        st.form_submit_button("Put it back", on_click=_restore)
    state.show_message(RESTORE)


def _uploader() -> str:
    return f"restore-upload-{state.get(_ROUND, 0)}"


def _beside() -> Path:
    root = cache.workspace().root
    return root.with_name(f"{root.name}-restored")


def _restore() -> None:
    try:
        folder = typed_path(state.get(_FOLDER, ""))
        jobs.start_restore(cache.workspace(), _brought(), folder)
        state.put(_ROUND, state.get(_ROUND, 0) + 1)  # the file was taken from the field
    except CoreError as error:
        state.fail(error, RESTORE)


def _brought() -> Path:
    chosen = state.get(_uploader())
    if chosen:
        return jobs.receive_backup(cache.workspace(), chosen)
    if not state.get(_FILE, "").strip():
        raise CoreError("No backup is chosen yet.", advice="Choose the file, or type where it is.")
    return typed_path(state.get(_FILE))


def _outcome(kind: str) -> None:
    now = job_state(cache.workspace(), kind)
    if now.status == FAILED:
        st.error(plain(on_page(now.message), 900), icon=":material/error:")
    if now.status != READY:
        if kind == BACKUP and (earlier := jobs.earlier_backup(cache.workspace())):
            _earlier(earlier)
        return
    with st.container(border=True):
        st.markdown(f"**Ready**, {ago(datetime.fromtimestamp(now.at, UTC))}.")
        st.markdown("  \n".join(plain(sentence, 600) for sentence in now.result["told"]))
        if kind == BACKUP:
            _take(Path(now.result["path"]), now.result["size"])
        else:
            st.markdown(
                "To work with it, stop Mien, open a terminal in Mien's own folder (the one that "
                "holds start.py), and type this line:"
            )
            st.code(start_with(Path(now.result["path"])), language=None)


def _earlier(backup: jobs.EarlierBackup) -> None:
    with st.container(border=True):
        st.markdown(f"**The backup before is still here**, from {ago(backup.at)}.")
        _take(backup.path, backup.size)


def _take(backup: Path, size: int) -> None:
    fetch(backup, f"Download the backup ({file_size(size)})", "backup-download")
    st.button(
        "Remove it again",
        key="backup-remove",
        icon=":material/delete:",
        help="Frees the space on the disk; your project stays as it is.",
        on_click=_remove,
    )
