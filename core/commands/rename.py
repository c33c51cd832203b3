"""``rename``: give a training another name."""

from __future__ import annotations

from typing import Annotated

import typer

from core.commands import console
from core.commands.options import AsJson, RunName, WorkspaceDir, any_run, open_workspace
from core.runs import marks

NewName = Annotated[str, typer.Argument(metavar="NAME", help="What it is called from now on.")]


def run(
    name: RunName, new_name: NewName, workspace: WorkspaceDir = None, as_json: AsJson = False
) -> None:
    """Give a training another name."""
    chosen = any_run(open_workspace(workspace), name)
    marks.rename(chosen, new_name)
    document = {"run_id": chosen.run_id, "name": chosen.name}
    console.answer(document, f"It is called {chosen.name} now.", as_json=as_json)
