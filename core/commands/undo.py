"""``undo``: take the last change of labels back."""

from __future__ import annotations

from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.commands.selection import tell
from core.dataset import labels
from core.dataset.store import DatasetStore
from core.errors import NotInDataset


def run(workspace: WorkspaceDir = None, as_json: AsJson = False) -> None:
    """Take the last change (a label, a whole selection, the bin) back."""
    with DatasetStore.open(open_workspace(workspace)) as store:
        change = labels.undo(store)
    if change is None:
        raise NotInDataset("There is nothing to undo.")
    tell(change, as_json=as_json)
