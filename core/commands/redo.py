"""``redo``: do again what was undone last."""

from __future__ import annotations

from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.commands.selection import tell
from core.dataset import labels
from core.dataset.store import DatasetStore
from core.errors import NotInDataset


def run(workspace: WorkspaceDir = None, as_json: AsJson = False) -> None:
    """Do again what undo took back last."""
    with DatasetStore.open(open_workspace(workspace)) as store:
        change = labels.redo(store)
    if change is None:
        raise NotInDataset("There is nothing to do again.")
    tell(change, as_json=as_json)
