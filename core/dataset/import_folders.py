"""The imports of a workspace: found by their id, listed, and gone on with."""

from __future__ import annotations

import re
from contextlib import suppress

from core.dataset.import_jobs import ImportJob, stamp_of
from core.disk_refusals import why
from core.errors import NotInDataset, WorkspaceProblem
from core.workspace import Workspace

_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{4}")


def find_job(workspace: Workspace, job_id: str) -> ImportJob:
    """Return an import by its id.

    Raises
    ------
    NotInDataset
        If there is none.
    """
    job = ImportJob(workspace, job_id)
    if not _ID.fullmatch(job_id) or not job.is_registered:
        raise NotInDataset(f"There is no import called {job_id[:40]!r}.")
    return job


def all_jobs(workspace: Workspace) -> list[ImportJob]:
    """Return every registered import, newest first; errors as `all_folders`."""
    return [job for job in all_folders(workspace) if job.is_registered]


def all_folders(workspace: Workspace) -> list[ImportJob]:
    """Return every import that has a folder, newest first, registered or not.

    Raises
    ------
    WorkspaceProblem
        If this user may not look at them.
    """
    try:
        found = [folder.name for folder in workspace.imports.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise WorkspaceProblem(
            f"The imports in {workspace.imports} cannot be looked at: {why(error)}.",
            "The photos they added are safe.",
            "Let this user read and write there, then try again.",
        ) from error
    names = sorted(filter(_ID.fullmatch, found), reverse=True)
    return [ImportJob(workspace, name) for name in names]


def unfinished_job(workspace: Workspace, sources: list[str]) -> ImportJob | None:
    """Return the newest import of the same unchanged sources if it did not come to its end."""
    for job in all_jobs(workspace):
        with suppress(WorkspaceProblem):  # told in the list of imports
            spec = job.spec()
            if spec["sources"] == sources and spec["stamp"] == stamp_of(sources):
                return job if job.progress().status != "finished" else None
    return None
