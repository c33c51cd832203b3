"""The folders as they are found at the start: there, ours, writable, and with room on the disk."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.disk_refusals import why
from core.errors import WorkspaceProblem
from core.files import atomic_write
from core.workspace import Workspace

LEAST_FREE = 200 << 20
"""Bytes that have to be free on the disk, so that labels can be saved whatever comes."""

_MARK = (
    "{dataset_id}\n"
    "The photos beside these trainings belong to the dataset above. Delete this file to begin with "
    "no photos.\n"
)


def sentinel(workspace: Workspace) -> Path:
    """Return the file beside the pictures that holds the id of their dataset."""
    return workspace.pictures / ".dataset-id"


def make_data_folder(workspace: Workspace) -> None:
    """Make the data folder where it is to begin, not where it went missing.

    Raises
    ------
    WorkspaceProblem
        If photos were here that no longer are, something else lies in the way, or this user may
        not look into the folder.
    """
    refuse_missing_photos(workspace)
    try:
        workspace.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceProblem(
            f"The folder {workspace.data} cannot be made: {why(error)}.",
            advice="Choose a folder you may write to.",
        ) from error


def refuse_missing_photos(workspace: Workspace) -> None:
    """Raise WorkspaceProblem, as `make_data_folder`, where it has to; makes nothing."""
    with _looking(workspace.data):
        for folder in (workspace.data, workspace.models):
            _refuse_what_is_no_folder(folder)
        gone = _holds_nothing(workspace) and workspace.photos_mark.exists()
    if gone:
        raise WorkspaceProblem(
            f"The photos of this project are not here: {workspace.data} is empty or missing.",
            "It should hold the photos and their database, as it did before.",
            "Connect the disk they are on, or put the folder back, and try again. To "
            f"begin with no photos, delete {workspace.photos_mark}.",
        )


def check_data_folder(workspace: Workspace) -> None:
    """Make sure that everything a person does can be saved; called by the app.

    Raises
    ------
    WorkspaceProblem
        As `make_data_folder`, or if that folder or the one of the trainings cannot be written, or
        its disk is almost full.
    """
    make_data_folder(workspace)
    for folder in (workspace.data, workspace.models):
        _refuse_what_cannot_be_written(folder)
    with _looking(workspace.data):
        free = shutil.disk_usage(workspace.data).free
    if free < LEAST_FREE:
        raise WorkspaceProblem(
            f"The disk of {workspace.data} is almost full: {free >> 20} MB are free.",
            f"Mien needs {LEAST_FREE >> 20} MB, so that no label is lost. Nothing is lost now.",
            "Make room on that disk, then try again.",
        )


def check_readable(workspace: Workspace) -> None:
    """Make sure that there is a folder, and that its trainings can be looked at; makes nothing.

    Raises
    ------
    WorkspaceProblem
        If there is none, or this user may not look into it.
    """
    if not workspace.root.is_dir():
        raise WorkspaceProblem(
            f"There is no folder {workspace.root}.",
            "It should be the folder of a project, with data/ and models/ in it.",
            "Check its name. To begin a new project there, import photos into it.",
        )
    with _looking(workspace.models):
        for folder in (workspace.data, workspace.models):
            _refuse_what_is_no_folder(folder)
        if workspace.models.exists():
            next(workspace.models.iterdir(), None)


def remember_photos(workspace: Workspace, dataset_id: str, *, any_here: bool) -> None:
    """Note beside the trainings whose photos are here, so that their absence is noticed.

    Where that place cannot be written, nothing is noted.

    Parameters
    ----------
    workspace : Workspace
        Where.
    dataset_id : str
        The dataset that was opened.
    any_here : bool
        Whether it has photos.

    Raises
    ------
    WorkspaceProblem
        If the trainings belong to other photos.
    """
    mark = workspace.photos_mark
    if mark.exists():
        if mark.read_text("utf-8", "replace").split("\n", 1)[0] != dataset_id:
            raise WorkspaceProblem(
                f"The photos in {workspace.data} are those of another project.",
                f"The trainings in {workspace.models} belong to other photos.",
                "Connect the disk these were on, or put their folder back, and try again. To go "
                f"on with the photos that are here, delete {mark}.",
            )
    elif any_here:
        with suppress(OSError):
            atomic_write(mark, _MARK.format(dataset_id=dataset_id).encode())


def _holds_nothing(workspace: Workspace) -> bool:
    return not (workspace.database.exists() or sentinel(workspace).exists())


@contextmanager
def _looking(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WorkspaceProblem(
            f"{error.filename or place} cannot be looked at: {why(error)}.",
            "Mien keeps photos, labels and trainings.",
            "Let this user read and write there, then try again.",
        ) from error


def _refuse_what_is_no_folder(folder: Path) -> None:
    if folder.is_symlink() and not folder.exists():
        raise WorkspaceProblem(
            f"{folder} leads to {folder.readlink()}, and that is not there.",
            advice="Connect the disk it is on, then try again.",
        )
    if folder.exists() and not folder.is_dir():
        raise WorkspaceProblem(
            f"{folder} is a file.",
            "It should be the folder that holds photos and labels, or trainings.",
            "Move that file away, or choose another folder, then try again.",
        )


def _refuse_what_cannot_be_written(folder: Path) -> None:
    with _looking(folder):
        _refuse_what_is_no_folder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(prefix=".writable.", suffix=".tmp", dir=folder) as probe:
            probe.write(b"?")
    except OSError as error:
        raise WorkspaceProblem(
            f"Nothing can be written to {folder}: {why(error)}.",
            "Mien keeps photos, labels and trainings, and saves every label at once.",
            "Let this user write there, or connect its disk for writing, then try again.",
        ) from error
