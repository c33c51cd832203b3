"""New folders for trainings."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from core.workspace import Workspace


def new_folder(workspace: Workspace) -> str:
    """Make a folder for a training, and return its id: the time in UTC and four random digits."""
    while True:
        run_id = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
        try:
            workspace.run(run_id).mkdir(parents=True)
        except FileExistsError:
            continue
        return run_id
