"""``delete``: move a training to the bin, or delete a photo everywhere."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from core.commands import console
from core.commands.options import AsJson, WorkspaceDir, any_run, open_workspace
from core.commands.selection import complete
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.erasing.everywhere import REMOVED, delete_everywhere, out_of_reach, trained_with
from core.errors import CoreError
from core.runs.bin import KEPT_DAYS, delete
from core.workspace import Workspace

Name = Annotated[
    str,
    typer.Argument(
        metavar="RUN", help="A training's id, or 'latest'; with --everywhere a photo's id."
    ),
]
Everywhere = Annotated[
    bool, typer.Option("--everywhere", help="Delete a photo everywhere. It cannot be undone.")
]
Yes = Annotated[bool, typer.Option("--yes", help="With --everywhere: do not ask first.")]


def run(
    name: Name,
    *,
    everywhere: Everywhere = False,
    yes: Yes = False,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> None:
    """Move a training and its model to the bin, or delete a photo everywhere."""
    place = open_workspace(workspace)
    if everywhere:
        _photo(place, name, yes=yes, as_json=as_json)
    else:
        _training(place, name, as_json=as_json)


def _training(workspace: Workspace, name: str, *, as_json: bool) -> None:
    chosen = any_run(workspace, name)
    called = chosen.called
    delete(chosen)
    text = (
        f"{called} is in the bin and stays there for {KEPT_DAYS} days. "
        f"Take it back with: python -m core undelete {chosen.run_id}"
    )
    console.answer({"run_id": chosen.run_id}, text, as_json=as_json)


def _photo(workspace: Workspace, beginning: str, *, yes: bool, as_json: bool) -> None:
    with DatasetStore.open(workspace) as store:
        known = [*store.picture_ids(), *store.picture_ids(PictureQuery(binned=True))]
        record = store.picture(complete(known, beginning))
        if not yes:
            models = [run.called for run in trained_with(workspace, record.id)]
            for sentence in (
                f"{record.name}: this goes for good. {REMOVED}",
                *out_of_reach(models),
            ):
                console.say(sentence)
            _ask()
        done = delete_everywhere(store, record.id)
    console.answer(asdict(done), "\n".join(done.sentences()), as_json=as_json)


def _ask() -> None:
    if not typer.confirm("Delete it everywhere? It cannot be undone.", err=True):
        raise CoreError("Nothing was deleted.")
