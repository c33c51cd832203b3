"""One app at a time shows a workspace; the second is told where the first one is.

The command line works beside it: what must not happen twice is that two apps look for faces, keep
workers ready and tell the same person two different things.
"""

from __future__ import annotations

import time

from filelock import FileLock, Timeout

from core.disk_refusals import advice, why
from core.errors import WorkspaceOccupied, WorkspaceProblem
from core.files import read_json, write_json
from core.workspace import Workspace

_LOOKS = 20
_BETWEEN_LOOKS = 0.1


class Occupancy:
    """A workspace held by this process until it ends, however it ends.

    Parameters
    ----------
    workspace : Workspace
        What is held.
    address : str
        Where this app is found, such as ``http://127.0.0.1:8501``.
    """

    def __init__(self, workspace: Workspace, address: str) -> None:
        self._workspace = workspace
        self._address = address
        self._lock = FileLock(workspace.app_lock, thread_local=False)

    def take(self) -> None:
        """Hold the workspace; nothing happens where it is held already.

        Raises
        ------
        WorkspaceOccupied
            If another app holds it.
        WorkspaceProblem
            If its folder cannot be written.
        """
        if self._lock.is_locked:
            return
        try:
            self._lock.acquire(timeout=0)
            write_json(self._workspace.app_address, {"address": self._address})
        except Timeout as held:
            raise WorkspaceOccupied(
                f"Mien is running already on these photos, at {_address(self._workspace)} .",
                "One app at a time can show them.",
                "Open that page, or end that app first.",
            ) from held
        except OSError as error:
            self._lock.release()
            raise WorkspaceProblem(
                f"The file {self._workspace.app_lock} cannot be written: {why(error)}.",
                advice=advice(error),
            ) from error

    def leave(self) -> None:
        """Let others have the workspace."""
        if self._lock.is_locked:
            self._workspace.app_address.unlink(missing_ok=True)
            self._lock.release()


def _address(workspace: Workspace) -> str:
    for _ in range(_LOOKS):
        try:
            return str(read_json(workspace.app_address)["address"])
        except (OSError, ValueError, KeyError, TypeError):
            time.sleep(_BETWEEN_LOOKS)  # it took the lock, and tells its address next
    return "an address that it has not told yet"
