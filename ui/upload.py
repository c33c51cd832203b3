"""The four ways photos come in; each ends in a background import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.dataset.importing import receive, start_import
from core.typed_paths import typed_path
from ui import cache, home, state
from ui.errors import guard

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

PHOTOS = [
    *("jpg", "jpeg", "jfif", "png", "webp", "gif", "bmp", "tif", "tiff", "heic", "heif", "avif"),
]
"""Endings of files that are photos."""


def sources() -> None:
    """Draw the ways to bring photos in."""
    way = st.segmented_control(
        "Where are your photos?",
        ["Zip or photos", "A whole folder", "A path on this computer", "Sample faces"],
        default="Zip or photos",
        required=True,
        key="import-way",
        persist_state="session",
    )
    with guard():
        {
            "Zip or photos": _files,
            "A whole folder": _folder,
            "A path on this computer": _path,
            "Sample faces": _sample,
        }[way]()


def _files() -> None:
    files = st.file_uploader(
        "Drop a zip, photos or a CSV list here",
        type=[*PHOTOS, "zip", "csv"],
        accept_multiple_files=True,
        key=_uploader_key("files"),
    )
    st.caption(
        "JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF or iPhone HEIC. In a zip, put each kind in a "
        "folder of its own; folders called train, validation and test are kept as they are."
    )
    if files:
        _begin(files)


def _folder() -> None:
    files = st.file_uploader(
        "Choose a folder that holds one folder per kind",
        accept_multiple_files="directory",
        key=_uploader_key("folder"),
    )
    st.caption(
        "For more than about 2,000 photos, *A path on this computer* is faster; this way takes "
        f"{st.get_option('server.maxUploadSize')} MB at once."
    )
    if files:
        _begin(files)


def _path() -> None:
    with st.form("path-form", border=False):
        typed = st.text_input(
            "Folder, zip or CSV on this computer", placeholder="for example C:\\Photos or ~/photos"
        )
        if st.form_submit_button("Add from there", type="primary"):
            _watch(start_import(cache.workspace(), typed_path(typed)))


def _sample() -> None:
    st.markdown(
        "400 faces, half happy, half sad, drawn by this computer: all skin tones, hair, glasses, "
        "light and strength of expression. Good for trying everything out."
    )
    if st.button("Draw the sample faces", type="primary", icon=":material/face:"):
        home.begin_with_sample_faces()


def _uploader_key(kind: str) -> str:
    return f"upload-{kind}-{state.get(state.UPLOAD_ROUND, 0)}"


def _begin(files: Sequence[UploadedFile]) -> None:
    with st.spinner("Receiving the files ..."):
        folder = receive(cache.workspace(), [(file.name, file) for file in files])
        _forget(files)
        job = start_import(cache.workspace(), folder, name=_title(files))
        # at once: a click that ends this run between the two would bring the same files in again
        state.put(state.UPLOAD_ROUND, state.get(state.UPLOAD_ROUND, 0) + 1)
    _watch(job)


def _forget(files: Sequence[UploadedFile]) -> None:
    """Free the memory of files that were received; Streamlit would hold them until the tab ends."""
    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        for file in files:
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)


def _title(files: Sequence[UploadedFile]) -> str:
    return files[0].name if len(files) == 1 else f"{len(files):,} files"


def _watch(job: str) -> None:
    state.put(state.IMPORT_JOB, job)
    st.rerun()
