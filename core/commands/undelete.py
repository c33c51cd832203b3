"""``undelete``: take a training back out of the bin."""

from __future__ import annotations

from typing import Annotated

import typer

from core.commands import console
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.runs.bin import undelete

RunId = Annotated[str, typer.Argument(metavar="RUN", help="Its id; list them with: runs --bin")]


def run(run_id: RunId, workspace: WorkspaceDir = None, as_json: AsJson = False) -> None:
    """Take a deleted training back."""
    back = undelete(open_workspace(workspace), run_id)
    console.answer({"run_id": back.run_id}, f"{back.name} is back.", as_json=as_json)
