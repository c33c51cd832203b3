"""Photos that cannot be used because their file is gone or changed: a badge, and a list."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.dataset.file_check import harm_of
from core.dataset.records import PictureRecord
from core.runs.run_directory import RunDirectory
from core.runs.state import RunState
from ui import cache
from ui.text import count, plain

_WORDS = {"missing": "file is gone", "changed": "file was changed"}
_MOST = 100


def words(record: PictureRecord) -> str | None:
    """Return in words that the file of a photo is gone or has another size than it had."""
    harm = harm_of(cache.workspace(), record)
    return None if harm is None else _WORDS[harm]


def badge(record: PictureRecord) -> None:
    """Draw a badge where the file of a photo is gone or has another size than it had."""
    said = words(record)
    if said is not None:
        st.badge(
            said,
            icon=":material/broken_image:",
            color="red",
            help="It is left out of trainings. Add the photo again, or move it to the bin.",
        )


def of_training(run: RunDirectory, now: RunState) -> None:
    """Draw which photos a training passed over because of their files."""
    ids: Sequence[str] = [*dict.fromkeys([*run.spec.get("without_file", ()), *now.missing])]
    if not ids:
        return
    st.warning(f"{count(len(ids), 'photo')} left out: the file is gone or damaged.")
    with st.expander("Which ones"):
        for record in cache.store().records(ids[:_MOST]):
            st.markdown(plain(record.name, 120))
        if len(ids) > _MOST:
            st.markdown(f"And {len(ids) - _MOST:,} more.")
