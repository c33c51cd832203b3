"""An import whose process lives but does nothing any more: noticed, and ended on request."""

from __future__ import annotations

import os
import signal
import time

from core.dataset.import_folders import find_job
from core.disk_refusals import why
from core.errors import CoreError
from core.files import file_age
from core.processes import is_held
from core.workspace import Workspace

STALLS_AFTER = 120.0
"""Seconds without a word from an import that has begun to read photos; it tells four a second."""

_AT_ONCE: int = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows ends at once with either
_PATIENCE = 10.0
_LOOK_EVERY = 0.05


def quiet_seconds(workspace: Workspace, job_id: str) -> float:
    """Return for how long an import that goes on has told nothing; 0 where it is not to be feared.

    Raises
    ------
    NotInDataset
        If there is no such import.
    """
    job = find_job(workspace, job_id)
    now = job.progress()
    if now.status != "running" or not now.total or not is_held(job.lock):
        return 0.0
    age = file_age(job.progress_file)
    return age if age > STALLS_AFTER else 0.0


def end_import(workspace: Workspace, job_id: str) -> None:
    """End the process of an import, which can then go on or be discarded; what it added stays.

    Raises
    ------
    NotInDataset
        If there is no such import.
    CoreError
        If its process is not known, or cannot be ended.
    """
    job = find_job(workspace, job_id)
    if not is_held(job.lock):
        return
    try:
        os.kill(int(job.process.read_text()), _AT_ONCE)
    except (OSError, ValueError) as error:
        reason = why(error) if isinstance(error, OSError) else "it is not known"
        raise _cannot_be_ended(reason) from error
    until = time.monotonic() + _PATIENCE
    while is_held(job.lock):
        if time.monotonic() > until:
            raise _cannot_be_ended("it does not end")
        time.sleep(_LOOK_EVERY)


def _cannot_be_ended(reason: str) -> CoreError:
    return CoreError(
        f"The process of this import cannot be ended: {reason}.",
        "The photos it added are safe.",
        "Restart the computer, then go on with the import.",
    )
