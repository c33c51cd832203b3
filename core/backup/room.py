"""Whether there is room for a backup: on the disk, and in a file that can be put back."""

from __future__ import annotations

import shutil
from pathlib import Path

from core.errors import CoreError, WorkspaceProblem
from core.limits import BACKUP_FILES

_SPARE_BYTES = 50_000_000


def check_space(size: int, folder: Path, place: str = "") -> None:
    """Hold that a folder's disk has room for the files of a backup.

    Parameters
    ----------
    size : int
        Their bytes.
    folder : Path
        Where they are written.
    place : str, optional
        What a person calls that, such as " in /home/ann".

    Raises
    ------
    WorkspaceProblem
        If it has not.
    """
    needed, free = size + _SPARE_BYTES, shutil.disk_usage(folder).free
    if free < needed:
        raise WorkspaceProblem(
            f"The backup needs {needed / 1e6:,.0f} MB, but only {free / 1e6:,.0f} MB are free"
            f"{place}.",
            advice="Free some space or choose another disk, then try again.",
        )


def check_number(files: int, root: Path) -> None:
    """Hold that a backup of so many files can be put back.

    Raises
    ------
    CoreError
        If there are more than `core.limits.BACKUP_FILES`.
    """
    if files > BACKUP_FILES:
        raise CoreError(
            f"This project has {files:,} files.",
            f"A backup holds at most {BACKUP_FILES:,}.",
            f"Stop Mien, then copy its whole folder {root} instead.",
        )
