"""``star``: mark a training, or take the mark away."""

from __future__ import annotations

from typing import Annotated

import typer

from core.commands import console
from core.commands.options import AsJson, RunName, WorkspaceDir, any_run, open_workspace
from core.runs import marks

Remove = Annotated[bool, typer.Option("--remove", help="Take the star away.")]


def run(
    name: RunName = "latest",
    remove: Remove = False,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> None:
    """Mark a training with a star."""
    chosen = any_run(open_workspace(workspace), name)
    marks.star(chosen, starred=not remove)
    document = {"run_id": chosen.run_id, "starred": chosen.starred}
    words = "has no star any more" if remove else "has a star now"
    console.answer(document, f"{chosen.name} {words}.", as_json=as_json)
