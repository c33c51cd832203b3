"""``runs``: the trainings of a workspace, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from core.commands import console
from core.commands.following import outcome
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.evaluation.wording import right_words
from core.runs.bin import binned_runs
from core.runs.run_directory import RunDirectory, all_folders

InBin = Annotated[bool, typer.Option("--bin", help="Those that were deleted.")]


def run(in_bin: InBin = False, workspace: WorkspaceDir = None, as_json: AsJson = False) -> None:
    """List the trainings, newest first."""
    place = open_workspace(workspace)
    known = binned_runs(place) if in_bin else all_folders(place, RunDirectory)
    documents = [outcome(each) for each in known if each.sound]
    _say_damaged([each.run_id for each in known if not each.sound], documents)
    headings = ("", "id", "name", "network", "state", "rounds", "right, kept aside", "right, test")
    rows = [
        (
            "*" if document["starred"] else "",
            document["run_id"],
            document["name"],
            document["architecture"],
            document["status"],
            document["epochs_run"],
            _accuracy(document["validation"]),
            _accuracy(document["test"]),
        )
        for document in documents
    ]
    text = console.table(headings, rows) if rows else "No trainings yet."
    console.answer(documents, text, as_json=as_json)


def _say_damaged(unreadable: Sequence[str], documents: Sequence[dict[str, Any]]) -> None:
    for run_id in unreadable:
        console.say(f"The training {run_id} is damaged and left out.")
    for document in documents:
        if document["problem"]:
            console.say(f"{document['name']} ({document['run_id']}): {document['problem']}")


def _accuracy(figures: dict[str, Any] | None) -> str:
    return right_words(figures) if figures else ""
