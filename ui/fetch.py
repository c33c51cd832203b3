"""A file that was made, handed out through the browser, or by its place where it is too large."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.text import bare

_LARGEST = 500_000_000
_MIMES = {
    ".zip": "application/zip",
    ".html": "text/html",
    ".md": "text/markdown",
}


def fetch(path: Path, label: str, key: str) -> None:
    """Draw the button that fetches a file.

    Parameters
    ----------
    path : Path
        The file; it is read when somebody presses.
    label : str
        Safe text for the button.
    key : str
        Of the button.
    """
    if not path.is_file():
        st.caption(f"{bare(path.name)} is not there any more: somebody removed it. Make it again.")
        return
    if path.stat().st_size > _LARGEST:
        st.markdown("It is too large to go through the browser. Copy it from here:")
        st.code(bare(str(path), 1000), language=None)
        return
    st.download_button(
        label,
        data=path.read_bytes,
        file_name=path.name,
        mime=_MIMES.get(path.suffix, "application/octet-stream"),
        key=key,
        icon=":material/download:",
        on_click="ignore",
    )
