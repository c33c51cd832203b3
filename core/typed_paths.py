"""Paths as people type them: with blanks, quotes, or a ``~`` for the home folder."""

from __future__ import annotations

from pathlib import Path

from core.errors import CoreError


def typed_path(text: str) -> Path:
    """Return the path that was typed into a field.

    Parameters
    ----------
    text : str
        Blanks and quotes around it, as they come along when a path is copied, do not count.

    Raises
    ------
    CoreError
        If nothing was typed, it cannot be a path, or its home folder is not known.
    """
    bare = text.strip().strip("\"'").strip()
    if not bare:
        raise CoreError("No path was given.", advice="Type where it is, then press the button.")
    return at_home(Path(bare))


def at_home(path: Path) -> Path:
    """Return a path with its home folder in place of a leading ``~``.

    Raises
    ------
    CoreError
        If that home folder is not known, or the path has a character that none has.
    """
    if "\0" in str(path):
        raise CoreError("This cannot be a path: it holds a character that no path has.")
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise CoreError(
            f"The home folder in {str(path)[:200]} is not known.", advice="Type the whole path."
        ) from error
