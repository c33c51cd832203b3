"""An import whose documents cannot be read: put away, or told anew from the database."""

from __future__ import annotations

from core.dataset import import_log
from core.dataset.entries import Listing
from core.dataset.import_folders import find_job
from core.dataset.import_report import build_report
from core.dataset.store import DatasetStore
from core.errors import ImportRefused
from core.workspace import Workspace

_LOST = "Files that were refused or passed over before any was read are not in this list any more."


def put_away(workspace: Workspace, job_id: str) -> str:
    """Take an import that cannot be read from the list; the photos it added stay.

    Returns
    -------
    str
        What was done, and where the photos lie that it had received.

    Raises
    ------
    NotInDataset
        If there is no such import.
    ImportRefused
        If it can be read.
    WorkspaceProblem
        If the disk refuses.
    """
    job = find_job(workspace, job_id)
    if job.progress().status != "unreadable":
        raise ImportRefused(f"The import {job_id} can be read.", advice="Let it go on instead.")
    job.give_up()
    done = f"The import {job_id} was put away."
    return f"{done} Add {job.received} to have its photos." if job.received.is_dir() else done


def rewrite_report(workspace: Workspace, job_id: str) -> str:
    """Write what came of a finished import anew, from the database; return what was done.

    Raises
    ------
    NotInDataset
        If there is no such import, or it is not finished.
    WorkspaceProblem
        If the database or the disk refuses.
    """
    job = find_job(workspace, job_id)
    now = job.progress()
    with DatasetStore.open(workspace) as store, store.reading() as connection:
        files = import_log.imported_files(connection, job_id)
        report = build_report(job_id, now.name, files, Listing(notes=[_LOST]), now.seconds)
    job.write_report(report)
    return f"What came of the import {job_id} was written anew."
