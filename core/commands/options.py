"""The arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core.dataset.data_folder import check_readable
from core.errors import RunNotFound
from core.runs.run_directory import RunDirectory, list_runs
from core.starter_model import whole_starter
from core.workspace import Workspace

WorkspaceDir = Annotated[
    Path | None,
    typer.Option(
        "--workspace", metavar="DIR", help="Folder that holds data/ and models/ [default: this one]"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")]
RunName = Annotated[str, typer.Argument(metavar="RUN", help="A training's id, or 'latest'.")]
STARTER_NAME = "starter"
"""Names the model that comes with Mien."""


def open_workspace(folder: Path | None, *, may_be_new: bool = False) -> Workspace:
    """Return the workspace in ``folder``, or the default one.

    Raises
    ------
    WorkspaceProblem
        If there is no such folder, unless it may be new, or this user may not look into it.
    """
    place = Workspace(folder.resolve()) if folder else Workspace.default()
    if not may_be_new:
        check_readable(place)
    return place


def any_run(workspace: Workspace, name: str) -> RunDirectory:
    """Return a run by its id, or the newest one for ``latest``.

    Raises
    ------
    RunNotFound
        If there is none.
    """
    if name != "latest":
        return RunDirectory.open(workspace, name)
    newest = next(iter(list_runs(workspace)), None)
    if newest is None:
        raise RunNotFound("There is no training yet.", advice="Start one first.")
    return newest


def usable_run(workspace: Workspace, name: str) -> RunDirectory:
    """Return a run whose model can be used.

    Parameters
    ----------
    workspace : Workspace
        Where to look.
    name : str
        A run id, ``latest`` for the newest one that has a model, or ``starter`` for the one that
        comes with Mien.

    Raises
    ------
    RunNotFound
        If there is none, or it has no model (yet).
    WeightsMissing
        If it is the starter model, and that is missing or damaged.
    """
    if name != STARTER_NAME:
        return own_run(workspace, name)
    return whole_starter()


def own_run(workspace: Workspace, name: str) -> RunDirectory:
    """Return a person's own run whose model can be used; `usable_run` without the starter model.

    Raises
    ------
    RunNotFound
        If there is none, or it has no model (yet), or it is the starter model.
    """
    if name == STARTER_NAME:
        raise RunNotFound(
            "The starter model came with Mien and has learned from none of your photos.",
            "Only a training of your own can be used here.",
            "List them with: python -m core runs",
        )
    if name == "latest":
        run = next((run for run in list_runs(workspace) if run.finished), None)
        if run is None:
            raise RunNotFound("There is no finished training yet.", advice="Train one first.")
        return run
    run = RunDirectory.open(workspace, name)
    if not run.finished:
        raise RunNotFound(
            f"The training {name} has no model: it is {run.state().status}.",
            advice="Wait for it to end, or choose another one.",
        )
    return run
