"""``label``: say what photos show."""

from __future__ import annotations

from typing import Annotated

import typer

from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.commands.selection import Ids, find_ids, tell
from core.dataset.labels import set_label
from core.dataset.store import DatasetStore
from core.errors import CoreError

To = Annotated[str | None, typer.Option("--to", metavar="CLASS", help="The class they belong to.")]
Clear = Annotated[bool, typer.Option("--clear", help="Take the label away instead.")]


def run(
    ids: Ids,
    to: To = None,
    clear: Clear = False,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> None:
    """Set the label of photos, as one step that can be undone."""
    if clear == bool(to):
        raise CoreError("Say either --to CLASS or --clear.")
    with DatasetStore.open(open_workspace(workspace)) as store:
        change = set_label(store, find_ids(store, ids), to, why="command line")
    tell(change, as_json=as_json)
