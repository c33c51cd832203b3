"""What a person adds to a run afterwards, in a small file beside what was frozen at its start."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from core.errors import InvalidName
from core.files import read_json, write_json
from core.runs.changing import changing
from core.runs.run_files import RunFiles

LONGEST_NAME = 80


@dataclass(frozen=True)
class Marks:
    """Name, star, and when it went to the bin.

    Parameters
    ----------
    name : str or None
        What a person calls the run now; None while it has the name it was started with.
    starred : bool
        Whether it stands first in lists.
    binned_at : str or None
        UTC, ISO 8601, while it lies in the bin.
    """

    name: str | None = None
    starred: bool = False
    binned_at: str | None = None


def read_marks(run: RunFiles) -> Marks:
    """Return the marks of a run; a file that cannot be read counts as none.

    A star is not worth refusing a model for, and the name it was started with is still there.
    """
    try:
        marks = Marks(**read_json(run.marks))
        named = marks.name is None or _tidy(marks.name) == marks.name
        if marks.binned_at is not None:
            datetime.fromisoformat(marks.binned_at)
    except (OSError, ValueError, TypeError, AttributeError):
        return Marks()
    return marks if named else replace(marks, name=None)


def rename(run: RunFiles, name: str) -> None:
    """Give a run a name.

    Raises
    ------
    InvalidName
        If nothing but spaces is left of it, or it is longer than `LONGEST_NAME`.
    WorkspaceProblem
        If the disk refuses.
    """
    _write(run, replace(read_marks(run), name=checked_name(name)))


def checked_name(name: str) -> str:
    """Return a name without line breaks and characters that are none.

    Raises
    ------
    InvalidName
        If nothing but spaces is left of it, or it is longer than `LONGEST_NAME`.
    """
    clean = _tidy(name)
    if not 0 < len(clean) <= LONGEST_NAME:
        raise InvalidName(
            f"The name has {len(clean)} letters.", f"It must have 1 to {LONGEST_NAME}."
        )
    return clean


def _tidy(name: str) -> str:
    return " ".join(name.encode(errors="replace").decode().split())


def star(run: RunFiles, *, starred: bool = True) -> None:
    """Put a run first in lists, or back among the others.

    Raises
    ------
    WorkspaceProblem
        If the disk refuses.
    """
    _write(run, replace(read_marks(run), starred=starred))


def mark_binned(run: RunFiles, *, binned: bool) -> None:
    """Note that a run goes to the bin now, or came back."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    _write(run, replace(read_marks(run), binned_at=now if binned else None))


def _write(run: RunFiles, marks: Marks) -> None:
    with changing(run):
        write_json(run.marks, asdict(marks))
