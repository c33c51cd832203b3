"""``bin``: put photos away."""

from __future__ import annotations

from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.commands.selection import Ids, find_ids, tell
from core.dataset.labels import move_to_bin
from core.dataset.store import DatasetStore


def run(ids: Ids, workspace: WorkspaceDir = None, as_json: AsJson = False) -> None:
    """Move photos to the bin; restore brings them back."""
    with DatasetStore.open(open_workspace(workspace)) as store:
        change = move_to_bin(store, find_ids(store, ids, binned=False))
    tell(change, as_json=as_json)
