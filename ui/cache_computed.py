"""Cached values that have to be computed: smaller pictures, faces, guesses, expected times."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from core import split_plan
from core.dataset.records import PictureRecord
from core.runs.run_directory import RunDirectory
from core.split_plan import Sharing
from core.workspace import Workspace
from ui.cache import gone, model_process, predictions, store, usable_runs, workspace, written

if TYPE_CHECKING:
    from core.duplicate_search import Duplicates
    from core.guesses import Guess
    from core.quality_search import Quality
    from core.run_figures import Answers
    from core.set_map import Place
    from core.slice_facts import Facts
    from core.suspect_search import Audit

Found = TypeVar("Found")

THUMBNAIL_SIDE = 256
_SENT_AS_IT_IS = 200_000
_SCREEN = 1280


def small_picture(record: PictureRecord) -> bytes:
    """Return an encoded picture of at most 256 pixels, read from the disk.

    Raises
    ------
    NotInDataset
        If the picture's file is gone.
    """
    home = workspace()
    try:
        if max(record.width, record.height) <= THUMBNAIL_SIDE:
            return home.picture(record.id, record.suffix).read_bytes()
        return home.thumbnail(record.id).read_bytes()
    except OSError as error:
        raise gone(record) from error


@st.cache_data(show_spinner=False, max_entries=60)
def _large_picture(root: str, picture_id: str, suffix: str) -> tuple[bytes, str]:
    from core.dataset.images import display_jpeg  # noqa: PLC0415 - loads NumPy and Pillow

    data = Workspace(Path(root)).picture(picture_id, suffix).read_bytes()
    small = len(data) <= _SENT_AS_IT_IS
    return (data, suffix) if small else (display_jpeg(data, _SCREEN), ".jpg")


def large_picture(record: PictureRecord) -> tuple[bytes, str]:
    """Return a picture as fine as a screen shows it, encoded, and its ending.

    Raises
    ------
    NotInDataset
        If the picture's file is gone.
    """
    try:
        return _large_picture(str(workspace().root), record.id, record.suffix)
    except OSError as error:
        raise gone(record) from error


@st.cache_data(show_spinner=False, max_entries=40)
def _promise(file: str, at: int) -> str:
    from core.evaluation.certainty import Certainty  # noqa: PLC0415 - loads NumPy

    del at
    known = Certainty.load(Path(file))
    return known.sentence() if known else ""


def promise(run: RunDirectory) -> str:
    """Return when a model answers and when it says "not sure"; empty where it never does.

    Raises
    ------
    RunDamaged
        If the file that knows is damaged.
    """
    return _promise(str(run.certainty), written(str(run.certainty)))


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


@st.cache_data(show_spinner=False, max_entries=4)
def _sharing(root: str, revision: int, checked: int, trainings: tuple[str, ...]) -> Sharing:
    del root, revision, checked, trainings
    return split_plan.sharing(workspace(), store())


def sharing() -> Sharing:
    """Return how the photos are shared out now, computed anew only where something changed."""
    checked = written(str(workspace().look_alikes))
    trainings = tuple(run.run_id for run in usable_runs())
    return _sharing(str(workspace().root), store().revision(), checked, trainings)


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


@st.cache_resource(show_spinner=False, max_entries=36)
def _once(path: str, when: int, name: str, _make: Callable[[], Any]) -> Any:
    del path, when, name
    return _make()


def once(run: RunDirectory, name: str, make: Callable[[], Found]) -> Found:
    """Return what is computed from the predictions of a run, once for all tabs.

    Parameters
    ----------
    run : RunDirectory
        A finished run; it is computed anew when the run writes its results again.
    name : str
        Names the value and whatever else it depends on.
    make : callable
        Computes it; nobody may change what it returns.
    """
    path = str(run.predictions)
    found: Found = _once(path, written(path), name, make)
    return found


def answers(run: RunDirectory) -> Answers | None:
    """Return what a finished run said, as arrays; None if it answered nothing."""
    from core.run_figures import answers_of  # noqa: PLC0415 - loads NumPy

    said = predictions(str(run.predictions))
    return once(run, "answers", lambda: answers_of(said, run.classes))


def slice_facts(run: RunDirectory, known: Answers) -> Future[Facts]:
    """Return what is known about the photos a run is judged by, found in the background."""
    from core.slice_facts import slice_facts as find  # noqa: PLC0415 - loads NumPy and Pillow

    ids, classes, place, dataset = known.tested.ids, run.classes, workspace(), store()
    name = f"facts {dataset.revision()}"
    return once(run, name, lambda: _curator().submit(find, place, dataset, ids, classes))
