"""``delete``: move a training to the bin."""

from __future__ import annotations

from core.commands import console
from core.commands.options import AsJson, RunName, WorkspaceDir, any_run, open_workspace
from core.runs.bin import KEPT_DAYS, delete


def run(name: RunName, workspace: WorkspaceDir = None, as_json: AsJson = False) -> None:
    """Move a training and its model to the bin; undelete brings it back."""
    chosen = any_run(open_workspace(workspace), name)
    called = chosen.called
    delete(chosen)
    text = (
        f"{called} is in the bin and stays there for {KEPT_DAYS} days. "
        f"Take it back with: python -m core undelete {chosen.run_id}"
    )
    console.answer({"run_id": chosen.run_id}, text, as_json=as_json)
