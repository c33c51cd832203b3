"""Bringing photos in: in the background for pages, or here and now for scripts.

An import is a folder with its own lock. Whoever holds the lock imports; if it dies, the import is
"interrupted" and goes on where it stopped when it is started again, with nothing in twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from core.dataset import import_run
from core.dataset.class_table import class_names
from core.dataset.discarding import being_received, forgotten_on_failure
from core.dataset.entries import Refusal
from core.dataset.import_folders import all_jobs, find_job, unfinished_job
from core.dataset.import_items import STARTER
from core.dataset.import_jobs import ImportJob, new_import_id
from core.dataset.import_records import Conflict, Duplicate, ImportProgress, ImportReport
from core.dataset.import_run import OnProgress
from core.dataset.naming import tidy_text
from core.dataset.paths import is_there
from core.dataset.received import is_received, keep_received
from core.dataset.store import DatasetStore
from core.disk_refusals import advice, why
from core.errors import ImportRefused, WorkspaceProblem
from core.processes import start_detached
from core.workspace import Workspace

__all__ = [
    "Conflict",
    "Duplicate",
    "ImportProgress",
    "ImportReport",
    "Refusal",
    "continue_import",
    "import_progress",
    "import_report",
    "import_starter",
    "imports",
    "receive",
    "run_import",
    "start_import",
]

Source = Path | str | Sequence[Path]


def start_import(workspace: Workspace, source: Source, *, name: str | None = None) -> str:
    """Start an import in a process of its own.

    Parameters
    ----------
    workspace : Workspace
        Where the photos go.
    source : Path, sequence of Path or "starter"
        A folder, zip, table or photo, several of them, what `receive` returned, or the word for
        the sample faces.
    name : str, optional
        What a person calls it; the file or folder name by default.

    Returns
    -------
    str
        The id of the import. An import of the same unchanged source that was interrupted goes on.

    Raises
    ------
    ImportRefused
        If there is nothing at the path.
    """
    job = _job_for(workspace, source, name)
    if job.progress().status in ("interrupted", "failed"):
        job.reopen()
    _launch(job)
    return job.id


def continue_import(workspace: Workspace, job_id: str) -> None:
    """Go on with an interrupted or failed import, in a process of its own.

    Raises
    ------
    NotInDataset
        If there is no such import.
    """
    job = find_job(workspace, job_id)
    if job.progress().status in ("interrupted", "failed"):
        job.reopen()
        _launch(job)


def run_import(
    workspace: Workspace,
    source: Source | None = None,
    *,
    name: str | None = None,
    on_progress: OnProgress | None = None,
    job_id: str | None = None,
    workers: int | None = None,
) -> ImportReport:
    """Import here and now.

    Parameters
    ----------
    workspace : Workspace
        Where the photos go.
    source : Path, sequence of Path or "starter", optional
        As `start_import`; left out where ``job_id`` says it.
    name : str, optional
        As `start_import`.
    on_progress : callable, optional
        Called with an `ImportProgress` about four times a second.
    job_id : str, optional
        Go on with this import.
    workers : int, optional
        Processes that decode; one per core by default. 0 decodes in this process, which a file
        that brings its reader down then ends.

    Raises
    ------
    ImportRefused
        If the source cannot be read as a whole, or is being imported right now.
    NotInDataset
        If there is no import with this id.
    """
    if job_id is not None:
        job = find_job(workspace, job_id)
    elif source is not None:
        job = _job_for(workspace, source, name)
    else:
        raise ImportRefused(
            "Nothing to import was given.", advice="Name a folder, a zip or a photo."
        )
    job.reopen()
    return import_run.run(job, on_progress, workers)


def import_starter(
    workspace: Workspace,
    count: int = 400,
    seed: int = 0,
    on_progress: OnProgress | None = None,
) -> ImportReport:
    """Draw sample faces and import them, here and now.

    Parameters
    ----------
    workspace : Workspace
        Where the photos go.
    count : int, optional
        How many faces, half of them happy.
    seed : int, optional
        The same seed draws the same faces.
    on_progress : callable, optional
        As `run_import`.
    """
    job = _register(workspace, [STARTER], "Sample faces", count=count, seed=seed)
    return import_run.run(job, on_progress)


def receive(workspace: Workspace, files: Iterable[tuple[str, BinaryIO]]) -> Path:
    """Keep files that came through the browser until they are imported.

    Parameters
    ----------
    workspace : Workspace
        Where the photos go.
    files : iterable of (str, binary stream)
        Name, with folders where the browser tells them, and content.

    Returns
    -------
    Path
        A folder to hand to `start_import`; it is removed when the import is finished.

    Raises
    ------
    WorkspaceProblem
        If the disk does not take them; nothing of them stays on it then.
    """
    job = ImportJob(workspace, new_import_id())
    try:
        with being_received(job):
            keep_received(job.received, files)
    except OSError as error:
        raise WorkspaceProblem(
            f"The files could not be kept: {why(error)}.",
            advice=advice(error, "drop them again"),
        ) from error
    return job.received


def import_progress(workspace: Workspace, job_id: str) -> ImportProgress:
    """Return how far an import is; raises NotInDataset if there is none with this id."""
    return find_job(workspace, job_id).progress()


def imports(workspace: Workspace) -> list[ImportProgress]:
    """Return how far every import is, newest first."""
    return [job.progress() for job in all_jobs(workspace)]


def import_report(workspace: Workspace, job_id: str) -> ImportReport:
    """Return what came of a finished import; raises NotInDataset if there is none."""
    return find_job(workspace, job_id).report()


def _job_for(workspace: Workspace, source: Source, name: str | None) -> ImportJob:
    if source == STARTER:
        return _register(workspace, [STARTER], name or "Sample faces", count=400, seed=0)
    paths = [Path(source)] if isinstance(source, str | Path) else list(source)
    for path in paths:
        if not is_there(path):
            raise ImportRefused(
                f"There is nothing at {path}.", advice="Check the path for typing mistakes."
            )
    sources = [str(path.resolve()) for path in paths]
    shown = name or (_name_of(paths[0]) if len(paths) == 1 else f"{len(paths)} sources")
    if len(paths) == 1 and is_received(paths[0]):
        job = ImportJob(workspace, paths[0].parent.name)
        with forgotten_on_failure(job):
            return _register(workspace, sources, shown, job_id=job.id)
    return unfinished_job(workspace, sources) or _register(workspace, sources, shown)


def _name_of(path: Path) -> str:
    return tidy_text(path.resolve().name)


def _register(
    workspace: Workspace,
    sources: list[str],
    name: str,
    job_id: str | None = None,
    **drawing: int,
) -> ImportJob:
    with DatasetStore.open(workspace) as store, store.reading() as connection:
        known = list(class_names(connection).values())
    job = ImportJob(workspace, job_id or new_import_id())
    job.register(sources, name, known, drawing)
    return job


def _launch(job: ImportJob) -> None:
    arguments = ["core.import_process", str(job.workspace.root), job.id]
    start_detached(arguments, job.log)
