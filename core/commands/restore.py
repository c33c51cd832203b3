"""``restore``: take photos back."""

from __future__ import annotations

from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.commands.selection import Ids, find_ids, tell
from core.dataset.labels import restore
from core.dataset.store import DatasetStore


def run(ids: Ids, workspace: WorkspaceDir = None, as_json: AsJson = False) -> None:
    """Take photos back out of the bin."""
    with DatasetStore.open(open_workspace(workspace)) as store:
        change = restore(store, find_ids(store, ids, binned=True))
    tell(change, as_json=as_json)
