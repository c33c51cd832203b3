"""``python -m core.backup_process FOLDER WORKSPACE backup|restore PATH...``: in its own process."""

from __future__ import annotations

import sys
from pathlib import Path

from core.backup.backing_up import back_up
from core.backup.jobs import BACKUP, received
from core.backup.restoring import restore_backup
from core.backup.wording import backed_up_sentences, restored_sentences
from core.detached_job import READY, RUNNING, DetachedJob, JobState
from core.workspace import Workspace


def main(folder: str, root: str, kind: str, *paths: str) -> int:
    """Write a backup or put one back, or leave why not.

    Returns
    -------
    int
        Exit status: 0, or 1 if another process is at it.
    """
    job = DetachedJob(Path(folder), "core.backup_process")
    places = [Path(each) for each in paths]
    if kind == BACKUP:
        return job.carry_out(lambda: _backup(job, Workspace(Path(root)), *places))
    try:
        return job.carry_out(lambda: _restore(job, *places))
    finally:
        received(job.folder).unlink(missing_ok=True)


def _backup(job: DetachedJob, workspace: Workspace, target: Path) -> JobState:
    def show(done: int, total: int) -> None:
        job.tell(JobState(RUNNING, "Writing the backup", _share(done, total)))

    made = back_up(workspace, target, show)
    return _ready(backed_up_sentences(made), target, made.size)


def _restore(job: DetachedJob, file: Path, folder: Path) -> JobState:
    def show(done: int, total: int) -> None:
        job.tell(JobState(RUNNING, "Putting the backup back", _share(done, total)))

    made = restore_backup(file, folder, show)
    return _ready(restored_sentences(made), folder, made.size)


def _share(done: int, total: int) -> float:
    return min(1.0, done / total) if total else 0.0


def _ready(told: list[str], path: Path, size: int) -> JobState:
    return JobState(READY, done=1.0, result={"told": told, "path": str(path), "size": size})


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
