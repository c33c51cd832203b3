"""The bin of trainings: deleted ones wait there, and can be taken back."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta

from core.errors import CannotDelete, RunNotFound
from core.runs.changing import changing
from core.runs.marks import mark_binned, read_marks
from core.runs.one_at_a_time import one_at_a_time
from core.runs.run_directory import RunDirectory, list_runs
from core.runs.studies import run_or_study
from core.workspace import Workspace

KEPT_DAYS = 30
_NUMBERED = re.compile(r"Training ([0-9]{1,6})")


def delete(run: RunDirectory) -> None:
    """Move a run to the bin; what has lain there for `KEPT_DAYS` is deleted for good.

    Raises
    ------
    CannotDelete
        If it still goes on.
    WorkspaceProblem
        If the disk refuses.
    """
    if run.going:
        raise CannotDelete(f"{run.name} still goes on.", advice="Stop it first, then delete it.")
    place = run.workspace.run_bin
    with one_at_a_time(run.workspace), changing(run):
        if (place / run.run_id).is_dir():
            return  # a second click, or somebody else
        empty(run.workspace)
        place.mkdir(parents=True, exist_ok=True)
        mark_binned(run, binned=True)
        run.path.rename(place / run.run_id)


def undelete(workspace: Workspace, run_id: str) -> RunDirectory:
    """Take a run back out of the bin.

    Raises
    ------
    RunNotFound
        If it is not there.
    WorkspaceProblem
        If the disk refuses.
    """
    home = workspace.run(run_id)
    place = workspace.run_bin / run_id
    if not place.is_dir():
        raise RunNotFound(
            f"There is no training {run_id} in the bin.",
            advice=f"Trainings are kept there for {KEPT_DAYS} days.",
        )
    with one_at_a_time(workspace), changing(RunDirectory(home)):
        if place.is_dir():
            place.rename(home)
    run = run_or_study(home)
    mark_binned(run, binned=False)
    return run


def binned_runs(workspace: Workspace) -> list[RunDirectory]:
    """Return the runs and studies in the bin, newest first."""
    found = sorted(workspace.run_bin.glob("[0-9]*-[0-9]*-*/"), reverse=True)
    return [run_or_study(folder) for folder in found]


def next_name(workspace: Workspace) -> str:
    """Return "Training" and a number that no training has or had, those in the bin included."""
    known = [run.called for run in [*list_runs(workspace), *binned_runs(workspace)]]
    numbers = [int(found[1]) for name in known if (found := _NUMBERED.fullmatch(name))]
    return f"Training {max([len(known), *numbers]) + 1}"


def empty(workspace: Workspace, now: datetime | None = None) -> list[str]:
    """Delete for good what has lain in the bin too long; return the ids."""
    latest = (now or datetime.now(UTC)) - timedelta(days=KEPT_DAYS)
    old = [run for run in binned_runs(workspace) if _binned_before(run, latest)]
    for run in old:
        shutil.rmtree(run.path)
        shutil.rmtree(workspace.shares / run.run_id, ignore_errors=True)
    return [run.run_id for run in old]


def _binned_before(run: RunDirectory, latest: datetime) -> bool:
    binned_at = read_marks(run).binned_at
    return binned_at is not None and datetime.fromisoformat(binned_at) < latest
