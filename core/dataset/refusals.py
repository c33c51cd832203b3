"""What a database answers when it refuses, in plain words."""

from __future__ import annotations

from sqlalchemy.exc import DatabaseError, OperationalError

from core.dataset.snapshots.copying import is_busy, is_damage
from core.errors import DatabaseDamaged, OutcomeUnknown, WorkspaceProblem

_AFTER_THE_COMMIT = "SQLITE_IOERR_DIR_FSYNC"
"""The journal is gone, so it is saved; but a power cut may bring the journal back."""


def _lacks_tables(error: DatabaseError) -> bool:
    """Return whether the file was emptied while it was open: an empty one is a database too."""
    return str(error.orig).startswith("no such table")


def told(error: DatabaseError) -> WorkspaceProblem | None:
    """Return what a person is told, None for a mistake of ours."""
    if is_damage(error.orig) or _lacks_tables(error):
        return DatabaseDamaged(
            "The database is damaged.",
            "Nothing was saved.",
            "Start Mien again: it offers to put the database back from its copies.",
        )
    if not isinstance(error, OperationalError):
        return None
    if is_busy(error.orig):
        return WorkspaceProblem(
            "The database did not take this: another program keeps it busy.",
            "Nothing was saved.",
            "Wait a moment, then try again.",
        )
    if getattr(error.orig, "sqlite_errorname", None) == _AFTER_THE_COMMIT:
        return OutcomeUnknown(
            "The disk failed just as this was being kept.",
            "It may be saved, or not; what was saved before is safe.",
            "Check that the disk is well, look whether it is there, then try again.",
        )
    return WorkspaceProblem(
        f"The database did not take this: {error.orig}.",
        "Nothing was saved.",
        "Check that the data folder may be written to, has space and is used by one "
        "program at a time; then try again.",
    )
