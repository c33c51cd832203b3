"""Every cached value of the pages, keyed by what makes it stale."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from core import inference
from core.dataset.records import PictureRecord
from core.dataset.store import DatasetStore
from core.errors import NotInDataset
from core.evaluation.report import load_predictions, load_report
from core.runs import bin as bin_
from core.runs import launcher
from core.runs.run_directory import RunDirectory, all_folders
from core.runs.studies import Study
from core.runs.studies import active_study as find_active_study
from core.standby import Standby
from core.starter_model import starter_run
from core.workspace import Workspace
from ui import members, server


@st.cache_resource(show_spinner=False)
def _open_store(root: str) -> DatasetStore:
    server.hold_workspace()
    return DatasetStore.open(Workspace(Path(root)), check=True)


def workspace() -> Workspace:
    """Return the workspace this app shows, to people who may be here."""
    members.check()
    return Workspace.default()


def store() -> DatasetStore:
    """Return the open dataset, one for all tabs, to people who may be here."""
    return _open_store(str(workspace().root))


def forget_computed() -> None:
    """Forget what was computed from the dataset, as after its database was put back."""
    st.cache_data.clear()


@st.cache_resource(show_spinner=False)
def standby() -> Standby:
    """Return what keeps a worker ready for the next training, one for all tabs."""
    return Standby()


@st.cache_resource(show_spinner=False, max_entries=500)
def _open_run(root: str, run_id: str) -> RunDirectory:
    return RunDirectory.open(Workspace(Path(root)), run_id)


def run(run_id: str) -> RunDirectory:
    """Return a training; one object for all tabs, so that its diary is read only once."""
    return _open_run(str(workspace().root), run_id)


def runs() -> list[RunDirectory]:
    """Return all trainings whose settings can be read, newest first."""
    return [each for each in _all_runs() if each.sound]


def damaged_runs() -> list[RunDirectory]:
    """Return the trainings and studies that cannot be read."""
    return [each for each in (*_all_runs(), *_all_studies()) if not each.sound]


def _all_runs() -> list[RunDirectory]:
    return [run(found.run_id) for found in all_folders(workspace(), RunDirectory)]


def _all_studies() -> list[Study]:
    return [study(found.run_id) for found in all_folders(workspace(), Study)]


def active_run() -> RunDirectory | None:
    """Return the training that goes on now, else the first that waits, else None."""
    return launcher.active_run(workspace(), _all_runs())


def waiting_runs() -> list[RunDirectory]:
    """Return the trainings that wait for their turn, the next one first."""
    return launcher.waiting_runs(workspace(), _all_runs())


def binned_runs() -> list[RunDirectory]:
    """Return the deleted trainings, newest first."""
    return bin_.binned_runs(workspace())


@st.cache_resource(show_spinner=False, max_entries=100)
def _open_study(root: str, study_id: str) -> Study:
    return Study.open(Workspace(Path(root)), study_id)


def study(study_id: str) -> Study:
    """Return a search or a learning curve; one object for all tabs."""
    return _open_study(str(workspace().root), study_id)


def studies() -> list[Study]:
    """Return all searches and learning curves whose settings can be read, newest first."""
    return [each for each in _all_studies() if each.sound]


def active_study() -> Study | None:
    """Return the search or learning curve that goes on now or waits, else None."""
    return find_active_study(workspace(), _all_studies())


def usable_runs() -> list[RunDirectory]:
    """Return the trainings that have a model, newest first."""
    return [run for run in runs() if run.finished]


def models_to_try() -> list[RunDirectory]:
    """Return what can answer a photo: the person's models, newest first, then Mien's own."""
    starter = starter_run()
    return [*usable_runs(), *([starter] if starter else [])]


@st.cache_data(show_spinner=False, max_entries=2000)
def _thumbnail(root: str, picture_id: str, suffix: str) -> bytes:
    home = Workspace(Path(root))
    small = home.thumbnail(picture_id)
    return (small if small.exists() else home.picture(picture_id, suffix)).read_bytes()


def thumbnail(record: PictureRecord) -> bytes:
    """Return an encoded picture of at most 256 pixels for a gallery.

    Raises
    ------
    NotInDataset
        If the picture's file is gone.
    """
    try:
        return _thumbnail(str(workspace().root), record.id, record.suffix)
    except OSError as error:
        raise gone(record) from error


def picture(record: PictureRecord) -> bytes:
    """Return the kept picture, encoded.

    Raises
    ------
    NotInDataset
        If the picture's file is gone.
    """
    try:
        return workspace().picture(record.id, record.suffix).read_bytes()
    except OSError as error:
        raise gone(record) from error


def forget_pictures() -> None:
    """Forget every picture that is remembered, and what was said about one."""
    _thumbnail.clear()
    _look.clear()


def gone(record: PictureRecord) -> NotInDataset:
    """Return the error that says that a photo's file is missing."""
    return NotInDataset(
        f"The file of {record.name} is missing from the photos folder.",
        advice="Add the photo again, or move it to the bin.",
    )


def written(path: str) -> int:
    """Return when a file was written: a run that is resumed writes its results anew."""
    try:
        return Path(path).stat().st_mtime_ns
    except OSError:
        return 0


@st.cache_data(show_spinner=False, max_entries=8)
def _look(run_path: str, when: int, photo: bytes, face: int, method: str | None) -> inference.Look:
    del when
    return model_process().look(Path(run_path), photo, face=face, method=method)


def look(run_path: str, photo: bytes, face: int = 0, method: str | None = None) -> inference.Look:
    """Return what a run's model says about a photo or one face in it, and where it looked."""
    return _look(run_path, written(str(RunDirectory(Path(run_path)).model)), photo, face, method)


@st.cache_data(show_spinner=False, max_entries=20)
def _report(report_path: str, when: int) -> dict[str, Any]:  # noqa: ARG001  part of the key
    return load_report(Path(report_path))


def report(report_path: str) -> dict[str, Any]:
    """Return the report of a finished run."""
    return _report(report_path, written(report_path))


@st.cache_data(show_spinner=False, max_entries=6)
def _predictions(predictions_path: str, when: int) -> list[dict[str, Any]]:  # noqa: ARG001  part of the key
    return load_predictions(Path(predictions_path))


def predictions(predictions_path: str) -> list[dict[str, Any]]:
    """Return what a finished run said about each photo it did not learn from."""
    return _predictions(predictions_path, written(predictions_path))


@st.cache_resource(show_spinner=False)
def model_process() -> inference.Inference:
    """Return the process that holds trained models; it starts warming up at the first call."""
    process = inference.shared()
    process.warm_up()
    return process
