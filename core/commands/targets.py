"""Where a command may write: never over what is there unasked, never into what Mien keeps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.errors import CoreError
from core.typed_paths import at_home
from core.workspace import Workspace


def target(
    path: Path, workspace: Workspace, *, force: bool = False, inputs: Sequence[Path] = ()
) -> Path:
    """Return the absolute path of a file to write.

    Parameters
    ----------
    path : Path
        As it was typed.
    workspace : Workspace
        Whose photos, database and trainings are nobody's to write over.
    force : bool, default False
        Whether an existing file may be written over.
    inputs : sequence of Path
        Files the command reads, which it never writes over.

    Raises
    ------
    CoreError
        If it may not be written to.
    """
    shown = str(path)[:200]
    try:
        found = at_home(path).resolve()
        there = found.exists()
        read = [each.resolve() for each in inputs]
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CoreError(
            f"{shown} cannot be written: {reason}.", advice="Give another name."
        ) from error
    if found in read:
        raise CoreError(f"{shown} is what is read here.", advice="Give another name to write to.")
    if _is_kept(found, workspace):
        raise CoreError(
            f"{shown} lies in a folder where Mien keeps its own files.",
            advice="Write it somewhere else.",
        )
    if there and not force:
        raise CoreError(
            f"{shown} exists already.", advice="Give another name, or --force to write over it."
        )
    return found


def _is_kept(path: Path, workspace: Workspace) -> bool:
    folders = (workspace.data.resolve(), workspace.models.resolve())
    return any(path.is_relative_to(folder) for folder in folders)
