"""The trainings: whether they can be read, their models are whole, and which were cut off."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from core.doctor.findings import Finding, a_few
from core.errors import CoreError
from core.runs.events import EventWriter
from core.runs.run_directory import RunDirectory, all_folders
from core.runs.studies import Study
from core.workspace import Workspace

_RUNS = "[0-9]*-[0-9]*-*"


def examine_trainings(workspace: Workspace) -> Iterator[Finding]:
    """Yield what is wrong with trainings, searches and learning curves."""
    closed = tuple(sorted(path.name for path in workspace.models.glob(_RUNS) if _is_closed(path)))
    if closed:
        yield _not_ours(closed)
    known = [*all_folders(workspace, RunDirectory), *all_folders(workspace, Study)]
    folders = [run for run in known if run.run_id not in closed]
    torn = tuple(run.run_id for run in folders if not run.sound)
    if torn:
        yield Finding(
            "trainings",
            f"Trainings that cannot be read: {a_few(torn)}. Delete them under Train, or put them "
            "back from a backup.",
            names=torn,
        )
    whole = [run for run in folders if run.sound]
    cut_off = [run for run in whole if run.state().status == "interrupted"]
    unmarked = [run for run in cut_off if run.events.exists() and not _is_ended(run)]
    if unmarked:
        yield _unmarked(unmarked)
    yield from _models(whole)


def _is_closed(folder: Path) -> bool:
    """Return whether this user may not read all of a training, so that nothing is known of it."""
    if not os.access(folder, os.R_OK | os.X_OK):
        return True
    return any(path.is_file() and not os.access(path, os.R_OK) for path in folder.iterdir())


def _not_ours(names: tuple[str, ...]) -> Finding:
    return Finding(
        "permissions",
        f"Trainings that this user may not read: {a_few(names)}. Nothing tells whether they are "
        "whole. Let this user read them, or ask whoever made them.",
        names=names,
    )


def _unmarked(runs: list[RunDirectory]) -> Finding:
    names = tuple(run.name for run in runs)
    return Finding(
        "trainings",
        f"Cut off before the end: {a_few(names)}. They can go on under Train.",
        serious=False,
        names=names,
        repair=lambda: _marked(runs),
    )


def _is_ended(run: RunDirectory) -> bool:
    """Return whether its last line is whole and nobody left a request or a process id."""
    data = run.events.read_bytes()
    left = run.worker_pid.exists() or run.stop_request.exists() or run.resume_request.exists()
    return data.endswith(b"\n") and not left


def _marked(runs: list[RunDirectory]) -> str:
    for run in runs:
        if not run.going:
            EventWriter(run.events).close()  # ends a line that was left half
            for left in (run.worker_pid, run.stop_request, run.resume_request):
                left.unlink(missing_ok=True)
    return f"Trainings put in order, ready to go on: {len(runs):,}."


def _models(runs: list[RunDirectory]) -> Iterator[Finding]:
    damaged = []
    for run in runs:
        try:
            if run.finished and not isinstance(run, Study):
                run.verify()
        except (CoreError, json.JSONDecodeError):
            damaged.append(run.name)
    if damaged:
        yield Finding(
            "trainings",
            f"Files of a model are missing or have changed: {a_few(damaged)}. It is not used; "
            "train again, or put it back from a backup.",
            names=tuple(damaged),
        )
