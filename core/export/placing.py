"""Files made aside and checked there, which come to their place whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.aside import aside
from core.errors import CannotExport
from core.export.serving_files import OURS
from core.files import sync_folder

_NAME = "mien-export"


@contextmanager
def workbench(folder: Path) -> Iterator[Path]:
    """Make a folder inside another one, for as long as the block runs.

    What a killed process left behind there is removed first.

    Parameters
    ----------
    folder : Path
        Made where there is none, and then removed again if nothing was put there.

    Yields
    ------
    Path
        On the same disk as ``folder``, so that moving a file there is one step.

    Raises
    ------
    OSError
        If nothing can be written there.
    """
    new = not folder.exists()
    try:
        with aside(folder / _NAME) as place:
            yield place
    finally:
        if new and folder.exists() and not any(folder.iterdir()):
            folder.rmdir()


def why_not(target: Path, *, folder: bool, replace: bool) -> CannotExport | None:
    """Return why nothing may come to a place; None if it may.

    Parameters
    ----------
    target : Path
        The place.
    folder : bool
        Whether a folder is to come there.
    replace : bool
        Whether an earlier export there may be replaced.
    """
    if not os.path.lexists(target):
        return None
    there = f"There already is something called {target.name} in {target.parent}."
    if not replace:
        advice = "Choose another folder, or add --force to replace it."
        return CannotExport(there, "Nothing is overwritten unasked.", advice)
    if folder != target.is_dir() or (folder and not _is_ours(target)):
        wanted = "It is no earlier export, so it is not replaced."
        return CannotExport(there, wanted, "Move it away, or choose another folder.")
    return None


def put(made: Path, target: Path, *, replace: bool) -> None:
    """Move a file or folder to its place.

    Parameters
    ----------
    made : Path
        In a `workbench` of the place's folder.
    target : Path
        The place.
    replace : bool
        As for `why_not`.

    Raises
    ------
    CannotExport
        If something else has come there meanwhile.
    """
    refusal = why_not(target, folder=made.is_dir(), replace=replace)
    if refusal:
        raise refusal
    if target.is_dir():
        _swap(made, target)
    else:
        made.replace(target)
    sync_folder(target.parent)


def _swap(made: Path, target: Path) -> None:
    """Put a folder in another one's place; that goes with the workbench."""
    old = made.with_name(f"{made.name}.old")
    target.rename(old)
    try:
        made.rename(target)
    except OSError:
        old.rename(target)
        raise


def _is_ours(folder: Path) -> bool:
    return {each.name for each in folder.iterdir()} <= OURS
