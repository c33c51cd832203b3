"""Cached values that have to be computed: squares around faces, guesses, expected times."""

from __future__ import annotations

import json
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import streamlit as st

from core.dataset.records import PictureRecord
from ui.cache import model_process, store, workspace

if TYPE_CHECKING:
    from core.guesses import Guess
    from core.suspect_search import Audit


@st.cache_data(show_spinner=False, max_entries=200)
def _face_squares(record: PictureRecord, revision: int) -> list[bytes]:
    from core.face_squares import face_squares  # noqa: PLC0415 - loads OpenCV

    del revision
    return face_squares(store(), record)


def face_squares(record: PictureRecord) -> list[bytes]:
    """Return the faces of a photo cut out, encoded, the largest first."""
    return _face_squares(record, store().revision())


@st.cache_data(show_spinner=False, max_entries=20)
def _example_squares(framing: str, revision: int) -> list[bytes]:
    from core.face_squares import example_squares  # noqa: PLC0415 - loads OpenCV

    del revision
    return example_squares(store(), framing)


def example_squares(framing: str) -> list[bytes]:
    """Return some photos as the computer would see them, encoded."""
    return _example_squares(framing, store().revision())


@st.cache_data(show_spinner=False, max_entries=2)
def guesses(revision: int) -> dict[str, Guess]:
    """Return what the computer would say about every photo at this revision of the set."""
    from core.guesses import guesses as fitted  # noqa: PLC0415 - loads OpenCV

    del revision
    return fitted(workspace(), store(), model_process())


@st.cache_resource(show_spinner=False)
def _estimator() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "estimate")


@st.cache_resource(show_spinner=False, max_entries=50, ttl="10m")
def expected_seconds(settings: str, training: int, watched: int, classes: int) -> Future[float]:
    """Return `core.inference.Inference.expected_seconds`, measured in the background.

    After ten minutes it is measured again: the computer may have been busy, or it failed.
    """
    ask = model_process().expected_seconds
    return _estimator().submit(ask, json.loads(settings), training, watched, classes)


@st.cache_resource(show_spinner=False)
def _curator() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "curate")


@st.cache_resource(show_spinner=False, max_entries=4)
def suspects(revision: int) -> Future[Audit]:
    """Return the labels that look wrong at this revision of the set, found in the background."""
    from core.suspect_search import find_suspects  # noqa: PLC0415 - loads scikit-learn

    del revision
    return _curator().submit(find_suspects, workspace(), store(), model_process())
