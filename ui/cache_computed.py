"""Cached values that have to be computed: squares around faces, guesses, expected times."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.dataset.records import PictureRecord
from ui.cache import model_process, store, workspace

if TYPE_CHECKING:
    from core.duplicate_search import Duplicates
    from core.guesses import Guess
    from core.quality_search import Quality
    from core.set_map import Place
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
    return ThreadPoolExecutor(2, "curate")


@st.cache_resource(show_spinner=False, max_entries=12)
def _curated(root: str, name: str, revision: int) -> Future[Any]:
    from core import duplicate_search, quality_search, set_map, suspect_search  # noqa: PLC0415

    del root, revision
    jobs: dict[str, Callable[[], Any]] = {
        "suspects": lambda: suspect_search.find_suspects(place, dataset, process),
        "look-alikes": lambda: duplicate_search.find_duplicates(place, dataset),
        "quality": lambda: quality_search.find_poor_photos(place, dataset),
        "map": lambda: set_map.set_map(place, dataset, process),
        "label next": lambda: set_map.label_next(place, dataset, process),
    }
    place, dataset, process = workspace(), store(), model_process()
    return _curator().submit(jobs[name])


def suspects(revision: int) -> Future[Audit]:
    """Return the labels that look wrong at this revision of the set, found in the background."""
    return _curated(str(workspace().root), "suspects", revision)


def look_alikes(revision: int) -> Future[Duplicates]:
    """Return the photos of the same picture at this revision of the set, as `suspects`."""
    return _curated(str(workspace().root), "look-alikes", revision)


def quality(revision: int) -> Future[Quality]:
    """Return the poor photos at this revision of the set, as `suspects`."""
    return _curated(str(workspace().root), "quality", revision)


def set_map(revision: int) -> Future[list[Place]]:
    """Return the map of the set at this revision, as `suspects`."""
    return _curated(str(workspace().root), "map", revision)


def label_next(revision: int) -> Future[list[str]]:
    """Return the photos to label next at this revision of the set, as `suspects`."""
    return _curated(str(workspace().root), "label next", revision)
