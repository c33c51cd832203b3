"""The bin of trainings: deleted ones wait there, and can be taken back."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

from core.errors import CannotDelete, RunNotFound
from core.runs.marks import mark_binned, read_marks
from core.runs.run_directory import RunDirectory
from core.workspace import Workspace

KEPT_DAYS = 30


def delete(run: RunDirectory) -> None:
    """Move a run to the bin; what has lain there for `KEPT_DAYS` is deleted for good.

    Raises
    ------
    CannotDelete
        If it still goes on.
    """
    if run.going:
        raise CannotDelete(f"{run.name} still goes on.", advice="Stop it first, then delete it.")
    empty(run.workspace)
    mark_binned(run, binned=True)
    place = run.workspace.run_bin
    place.mkdir(parents=True, exist_ok=True)
    run.path.rename(place / run.run_id)


def undelete(workspace: Workspace, run_id: str) -> RunDirectory:
    """Take a run back out of the bin.

    Raises
    ------
    RunNotFound
        If it is not there.
    """
    home = workspace.run(run_id)
    place = workspace.run_bin / run_id
    if not place.is_dir():
        raise RunNotFound(
            f"There is no training {run_id} in the bin.",
            advice=f"Trainings are kept there for {KEPT_DAYS} days.",
        )
    place.rename(home)
    run = RunDirectory.open(workspace, run_id)
    mark_binned(run, binned=False)
    return run


def binned_runs(workspace: Workspace) -> list[RunDirectory]:
    """Return the runs in the bin, newest first."""
    found = workspace.run_bin.glob("*/spec.json")
    return [RunDirectory(spec.parent) for spec in sorted(found, reverse=True)]


def empty(workspace: Workspace, now: datetime | None = None) -> list[str]:
    """Delete for good what has lain in the bin too long; return the ids."""
    latest = (now or datetime.now(UTC)) - timedelta(days=KEPT_DAYS)
    old = [run for run in binned_runs(workspace) if _binned_before(run, latest)]
    for run in old:
        shutil.rmtree(run.path)
    return [run.run_id for run in old]


def _binned_before(run: RunDirectory, latest: datetime) -> bool:
    binned_at = read_marks(run).binned_at
    return binned_at is not None and datetime.fromisoformat(binned_at) < latest
