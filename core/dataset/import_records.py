"""What is told about an import: how far it is, and what came of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import TypeAdapter

from core.dataset.entries import Refusal


@dataclass(frozen=True)
class Duplicate:
    """A file whose picture the dataset had already, and the name it has there."""

    file: str
    same_as: str


@dataclass(frozen=True)
class Conflict:
    """A picture that came with several labels.

    Parameters
    ----------
    file : str
        Where it lay.
    kept : str
        The label it has, the first that came; "" where one list contradicts itself about it.
    other : str
        The other label, or all that the list gives.
    """

    file: str
    kept: str
    other: str


@dataclass(frozen=True)
class ImportProgress:
    """How far an import is.

    Parameters
    ----------
    id : str
        The import.
    name : str
        What is being imported, as a person calls it.
    status : str
        "running", "finished", "interrupted" (can go on), "failed" or "unreadable" (see
        ``message``).
    done, total : int
        Files gone through and files there are; total is 0 while the source is being listed.
    added, duplicates, refused : int
        What became of the files gone through.
    per_second : float
        Files a second, over this sitting; 0 before the first.
    seconds_left : float or None
        Estimate; None before there is one.
    message : str
        A sentence, for "failed" and "unreadable".
    seconds : float
        How long it took so far, over all sittings.
    ended_at : str
        UTC, ISO 8601, when it came to rest last; "" where it has not yet.
    """

    id: str
    name: str
    status: str
    done: int = 0
    total: int = 0
    added: int = 0
    duplicates: int = 0
    refused: int = 0
    per_second: float = 0.0
    seconds_left: float | None = None
    message: str = ""
    seconds: float = 0.0
    ended_at: str = ""

    @classmethod
    def from_json(cls, value: Any) -> ImportProgress:
        """Return the progress a JSON object describes; unknown keys are ignored.

        Raises
        ------
        ValueError
            If it is of another shape.
        """
        return _PROGRESS.validate_python(value)


@dataclass(frozen=True)
class ImportReport:
    """What came of an import.

    Parameters
    ----------
    id : str
        The import.
    name : str
        What was imported.
    added : int
        Pictures that are new.
    duplicates : list of Duplicate
        Files whose picture was there already.
    conflicts : list of Conflict
        Pictures that came with several labels.
    refused : list of Refusal
        Files that did not come in, with the reason.
    skipped : dict of str to int
        Left-overs of systems that were passed over, by kind.
    per_class, per_split : dict of str to int
        New pictures per class and per split; those without are not counted.
    notes : tuple of str
        Sentences about the whole.
    seconds : float
        How long it took, over all sittings.
    """

    id: str
    name: str
    added: int = 0
    duplicates: list[Duplicate] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)
    per_class: dict[str, int] = field(default_factory=dict)
    per_split: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    def document(self) -> dict[str, Any]:
        """Return the report as a JSON object; "duplicates" is their number."""
        whole = asdict(self)
        return {
            "added": self.added,
            "duplicates": len(self.duplicates),
            "refused": whole["refused"],
            "per_class": self.per_class,
            "per_split": self.per_split,
            "seconds": self.seconds,
            "id": self.id,
            "name": self.name,
            "duplicate_files": whole["duplicates"],
            "conflicts": whole["conflicts"],
            "skipped": self.skipped,
            "notes": list(self.notes),
        }

    @classmethod
    def from_document(cls, value: dict[str, Any]) -> ImportReport:
        """Return the report that `document` wrote; raises ValueError if it is of another shape."""
        cells = {
            "id": value["id"],
            "name": value["name"],
            "added": value["added"],
            "duplicates": value["duplicate_files"],
            "conflicts": value["conflicts"],
            "refused": value["refused"],
            "skipped": value["skipped"],
            "per_class": value["per_class"],
            "per_split": value["per_split"],
            "notes": tuple(value["notes"]),
            "seconds": value["seconds"],
        }
        return _REPORT.validate_python(cells)


_PROGRESS = TypeAdapter(ImportProgress)
_REPORT = TypeAdapter(ImportReport)
