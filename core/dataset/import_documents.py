"""The documents in the folder of an import, read however they were left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.dataset.import_records import ImportProgress, ImportReport
from core.disk_refusals import why
from core.errors import NotInDataset, WorkspaceProblem
from core.files import read_json

_ASKED = ("sources", "name", "known", "stamp")
_UNREADABLE = (OSError, ValueError, TypeError, LookupError, AttributeError)
"""What comes of reading a document that is torn, foreign, or closed to this user."""


def read_spec(document: Path) -> dict[str, Any]:
    """Return what is to be imported.

    Raises
    ------
    WorkspaceProblem
        If it cannot be read.
    """
    try:
        spec: dict[str, Any] = read_json(document)
        return {**spec, **{key: spec[key] for key in _ASKED}}
    except _UNREADABLE as error:
        raise WorkspaceProblem(
            f"The import {document.parent.name} cannot be read: {_reason(error, document)}.",
            "The photos it added are safe.",
            "Put it away under Add photos, then add its photos again.",
        ) from error


def read_progress(document: Path) -> ImportProgress | None:
    """Return how far an import is; None where a power cut tore that: the log knows what is in."""
    try:
        return ImportProgress.from_json(read_json(document))
    except _UNREADABLE:
        return None


def read_report(document: Path) -> ImportReport:
    """Return what came of an import.

    Raises
    ------
    NotInDataset
        If it is not finished.
    WorkspaceProblem
        If that cannot be read.
    """
    try:
        return ImportReport.from_document(read_json(document))
    except FileNotFoundError as error:
        raise NotInDataset("This import is not finished.", advice="Let it finish.") from error
    except _UNREADABLE as error:
        raise WorkspaceProblem(
            f"What came of an import cannot be read: {_reason(error, document)}.",
            "The photos it added are safe.",
            "With `python -m core doctor --repair` it is written anew from the database.",
        ) from error


def _reason(error: Exception, document: Path) -> str:
    if isinstance(error, OSError):
        return f"{document.name}: {why(error)}"
    return f"{document.name} is damaged"
