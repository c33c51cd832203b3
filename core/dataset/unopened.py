"""What is said of a database that did not open."""

from __future__ import annotations

from core.dataset.postgres import reason
from core.dataset.snapshots.copying import (
    damaged,
    has_other_tables,
    is_busy,
    is_damage,
    is_of_disk,
)
from core.disk_refusals import advice, why
from core.errors import DatabaseDamaged, WorkspaceProblem
from core.workspace import Workspace


def refused(workspace: Workspace, error: Exception) -> WorkspaceProblem:
    """Return what is said of an SQLite file that did not open."""
    of_sqlite = getattr(error, "orig", None)
    if is_damage(of_sqlite):
        return damaged(workspace.database)
    if has_other_tables(of_sqlite):
        return DatabaseDamaged(
            f"The database {workspace.database} does not have the tables that it says it has.",
            "It should be the file this program wrote.",
            "With `python -m core doctor --repair` it is put back from its copies.",
        )
    if is_busy(of_sqlite):
        return WorkspaceProblem(
            f"The database {workspace.database} is kept busy by another program.",
            "Nothing is wrong with it.",
            "Wait a moment, then try again.",
        )
    if is_of_disk(of_sqlite):
        return not_taken(workspace, error)
    return WorkspaceProblem(
        f"The database {workspace.database} cannot be read: {reason(error)}.",
        "It should be the file this program wrote.",
        "Put a copy of it back, and keep the photos folder beside it.",
    )


def not_taken(workspace: Workspace, error: Exception) -> WorkspaceProblem:
    """Return what is said of a disk that took no database: an OSError, or one of SQLite."""
    if isinstance(error, OSError):
        reasons, helps = why(error), advice(error)
    else:
        reasons = reason(error)
        helps = "Check that the folder may be written to and has space, then try again."
    return WorkspaceProblem(
        f"The disk of {workspace.data} did not take this: {reasons}.",
        "Nothing was changed.",
        helps,
    )
