"""``resume``: let a training go on that ended before its last round."""

from __future__ import annotations

from core.commands import console
from core.commands.following import follow_run, in_words, outcome
from core.commands.options import AsJson, RunName, WorkspaceDir, open_workspace
from core.commands.train_options import Follow
from core.errors import RunNotFound
from core.runs.launcher import resume
from core.runs.run_directory import RunDirectory, list_runs
from core.workspace import Workspace


def run(
    name: RunName = "latest",
    follow: Follow = False,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> int:
    """Go on with a training that was stopped, cut off or failed."""
    chosen = _resumable(open_workspace(workspace), name)
    resume(chosen)
    if follow:
        follow_run(chosen)
    document = outcome(chosen)
    console.answer(document, in_words(chosen, document), as_json=as_json)
    return int(document["status"] in ("failed", "interrupted"))


def _resumable(workspace: Workspace, name: str) -> RunDirectory:
    if name != "latest":
        return RunDirectory.open(workspace, name)
    found = next((each for each in list_runs(workspace) if each.resumable), None)
    if found is None:
        raise RunNotFound("No training ended before its last round.", advice="Start a new one.")
    return found
