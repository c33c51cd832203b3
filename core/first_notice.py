"""What has to be read once, before the first photo of a workspace, and whether it was."""

from __future__ import annotations

from datetime import UTC, datetime

from core.disk_refusals import advice, why
from core.errors import WorkspaceProblem
from core.files import write_json
from core.workspace import Workspace


def is_due(workspace: Workspace, photos: int) -> bool:
    """Return whether nobody has read it and no photo is here yet."""
    return photos == 0 and not workspace.notice.exists()


def note_read(workspace: Workspace) -> None:
    """Remember that it was read; it is not shown again.

    Raises
    ------
    WorkspaceProblem
        If the disk refuses.
    """
    try:
        write_json(workspace.notice, {"read_at": datetime.now(UTC).isoformat(timespec="seconds")})
    except OSError as error:
        raise WorkspaceProblem(
            f"Nothing can be written to {workspace.data}: {why(error)}.",
            advice=advice(error),
        ) from error
