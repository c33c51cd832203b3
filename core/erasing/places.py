"""Where a photo is, beside its row: files, imports, what was made to be taken away."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from core.backup import jobs as backup_jobs
from core.dataset.erasing import NAMELESS, CameAs
from core.dataset.exchange import away_jobs
from core.dataset.import_folders import all_jobs
from core.dataset.import_jobs import ImportJob
from core.dataset.records import PictureRecord
from core.detached_job import RUNNING, DetachedJob
from core.error_log import older
from core.errors import CoreError
from core.files import read_json, write_json
from core.runs.run_directory import RunDirectory
from core.workspace import Workspace

_DOCUMENTS = ("import.json", "progress.json", "report.json")


def check_idle(workspace: Workspace, trained: Sequence[RunDirectory]) -> None:
    """Refuse while somebody is at something that holds the photo.

    Raises
    ------
    CoreError
        If photos are coming in, something is being made to be taken away, or a training that has
        the photo goes on.
    """
    if any(job.progress().status == "running" for job in all_jobs(workspace)):
        raise _busy("Photos are being added right now.")
    for run in trained:
        if run.alive:
            raise _busy(f"The training {run.called} is using this photo right now.")
        if _share(workspace, run).state().status == RUNNING:
            raise _busy(f"The model {run.called} is being made ready to be taken away right now.")
    states = [away_jobs.away_state(workspace)]
    states += [backup_jobs.job_state(workspace, kind) for kind in backup_jobs.KINDS]
    if any(each.status == RUNNING for each in states):
        raise _busy("Your photos are being packed right now.")


def remove_made(workspace: Workspace, trained: Sequence[RunDirectory]) -> list[str]:
    """Remove what was made to be taken away and holds the photo; return what, in words."""
    told = []
    if any(workspace.away.glob("*.zip")):
        away_jobs.remove(workspace)
        told.append("the zip of your photos")
    if any(backup_jobs.default_target(workspace).parent.glob("*mien-backup.zip*")):
        backup_jobs.forget(workspace, backup_jobs.BACKUP)
        told.append("the backup that was ready to be fetched")
    for run in trained:
        made = _share(workspace, run)
        if made.folder.is_dir():
            made.forget()
            told.append(f"what was made of the model {run.called}")
    return told


def _share(workspace: Workspace, run: RunDirectory) -> DetachedJob:
    """Return what makes things of a model; `run` may lie in the bin."""
    return DetachedJob(workspace.shares / run.run_id, "core.share_process")


def forget_import(workspace: Workspace, record: PictureRecord, files: Sequence[CameAs]) -> bool:
    """Remove what imports keep of a photo.

    Files that came through the browser lie there until their import is through; one that was cut
    off is given up.

    Returns
    -------
    bool
        Whether an import was given up.
    """
    given_up = False
    names = {record.name, *(PurePosixPath(each.path).name for each in files)}
    for import_id in dict.fromkeys(each.import_id for each in files):
        job = ImportJob(workspace, import_id)
        paths = {each.path for each in files if each.import_id == import_id}
        given_up |= job.received.is_dir()
        for left in (job.received, job.tables, job.incoming):
            shutil.rmtree(left, ignore_errors=True)
        (job.folder / "import.damaged").unlink(missing_ok=True)  # no part of it can be changed
        for document in _DOCUMENTS:
            _unname(job.folder / document, paths, names)
    return given_up


def empty_logs(workspace: Workspace, trained: Sequence[RunDirectory]) -> None:
    """Empty what processes printed, as a traceback may name the photo; the logs stay in place.

    Raises
    ------
    OSError
        If the disk refuses.
    """
    errors = (workspace.error_log, older(workspace.error_log))
    jobs = workspace.data.rglob("job.log")
    imports = (job.log for job in all_jobs(workspace))
    workers = (run.worker_log for run in trained)
    for log in (*errors, workspace.face_search_log, *jobs, *imports, *workers):
        if log.is_file():
            os.truncate(log, 0)  # whoever has it open goes on writing


def remove_files(workspace: Workspace, record: PictureRecord) -> None:
    """Remove the picture and its thumbnail; those that are gone already are no mistake."""
    workspace.thumbnail(record.id).unlink(missing_ok=True)
    workspace.picture(record.id, record.suffix).unlink(missing_ok=True)


def _unname(document: Path, paths: set[str], names: set[str]) -> None:
    try:
        before = read_json(document)
    except (OSError, ValueError):
        return
    after = _nameless(before, paths, names)
    if after != before:
        write_json(document, after)


def _nameless(value: Any, paths: set[str], names: set[str]) -> Any:
    """Return a JSON value without the photo's names.

    A list of files tells a file by its whole path: another one may have the same name elsewhere.
    """
    if isinstance(value, dict):
        if value.get("file") in paths and "same_as" in value:
            return {**value, "file": NAMELESS, "same_as": NAMELESS}
        return {key: _nameless(each, paths, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_nameless(each, paths, names) for each in value]
    if isinstance(value, str) and (value in paths or _is_name(value, names)):
        return NAMELESS
    return value


def _is_name(text: str, names: set[str]) -> bool:
    return text in names or ("/" in text and PurePosixPath(text).name in names)


def _busy(sentence: str) -> CoreError:
    return CoreError(
        sentence, "Nothing was deleted.", "Wait until that has ended, then delete the photo."
    )
