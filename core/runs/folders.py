"""New folders for trainings."""

from __future__ import annotations

from datetime import UTC, datetime

from core.workspace import Workspace


def new_folder(workspace: Workspace) -> str:
    """Make a folder for a training, and return its id, which sorts by when it was made.

    Date and time in UTC, then the part of the second in 65,536ths as four hexadecimal digits.
    """
    while True:
        now = datetime.now(UTC)
        run_id = f"{now:%Y%m%d-%H%M%S}-{now.microsecond * 65_536 // 1_000_000:04x}"
        try:
            workspace.run(run_id).mkdir(parents=True)
        except FileExistsError:
            continue
        return run_id
