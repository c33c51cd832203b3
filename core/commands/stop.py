"""``stop``: end a training early and keep its best weights."""

from __future__ import annotations

from typing import Annotated

import typer

from core.commands import console
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.errors import RunNotFound
from core.runs.launcher import active_run, end_at_once, first_to_work, request_stop
from core.runs.run_directory import RunDirectory
from core.runs.studies import Study, active_study, run_or_study
from core.workspace import Workspace

Name = Annotated[str, typer.Argument(metavar="[RUN]", help="A training's id.")]
Now = Annotated[bool, typer.Option("--now", help="End one that does not answer; resume it later.")]


def run(
    name: Name = "current",
    now: Now = False,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> None:
    """Ask a training (left out: the current one) to stop and keep its best so far."""
    going = _going(open_workspace(workspace), name)
    if now:
        end_at_once(going)
        words = f"{going.name} was ended. Resume it with: python -m core {_resuming(going)}"
    else:
        request_stop(going)
        words = f"{going.name} will stop and keep its best so far."
    document = {"run_id": going.run_id, "status": going.state().status}
    console.answer(document, words, as_json=as_json)


def _going(workspace: Workspace, name: str) -> RunDirectory:
    found = _current(workspace) if name == "current" else run_or_study(workspace.run(name))
    if found is None:
        raise RunNotFound("No training is going on.")
    if not found.path.is_dir():
        raise RunNotFound(f"There is no training called {name}.")
    if found.state().ended:
        raise RunNotFound(f"The training {found.run_id} has ended already.")
    return found


def _current(workspace: Workspace) -> RunDirectory | None:
    return first_to_work(active_run(workspace), active_study(workspace))


def _resuming(going: RunDirectory) -> str:
    return f"{going.kind} --resume" if isinstance(going, Study) else f"resume {going.run_id}"
