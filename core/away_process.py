"""``python -m core.away_process FOLDER WORKSPACE FORMAT``: a set taken away, in its own process."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from core.counting import photos_in_words
from core.dataset.exchange.away_jobs import zip_path
from core.dataset.exchange.taking_away import take_away
from core.dataset.exchange.wording import sentences
from core.dataset.store import DatasetStore
from core.detached_job import READY, RUNNING, DetachedJob, JobState
from core.workspace import Workspace


def main(folder: str, root: str, kind: str) -> int:
    """Write the zip, or leave why not.

    Returns
    -------
    int
        Exit status: 0, or 1 if another process is at it.
    """
    job = DetachedJob(Path(folder), "core.away_process")
    return job.carry_out(partial(_written, job, Workspace(Path(root)), kind))


def _written(job: DetachedJob, workspace: Workspace, kind: str) -> JobState:
    def show(done: int, total: int) -> None:
        stage = f"Writing {done:,} of {photos_in_words(total)}" if total else ""
        job.tell(JobState(RUNNING, stage, done / total if total else 0.0))

    _clear(workspace)
    with DatasetStore.open(workspace) as store:
        revision = store.revision()
        report = take_away(workspace, store, kind, zip_path(workspace, kind), show)
    result = {
        "kind": kind,
        "told": sentences(report),
        "left_out": [[each.file, each.reason] for each in report.left_out],
        "size": report.size,
        "revision": revision,
    }
    return JobState(READY, done=1.0, result=result)


def _clear(workspace: Workspace) -> None:
    """Remove zips of other formats, and what an interrupted one left behind."""
    for left in (*workspace.away.glob("mien-*.zip"), *workspace.away.glob(".mien-*.tmp")):
        left.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
