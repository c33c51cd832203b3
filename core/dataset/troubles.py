"""What a database refuses, as a sentence for a person."""

from __future__ import annotations

from sqlalchemy.exc import DatabaseError, DBAPIError

from core.dataset.postgres import is_lost, reason
from core.dataset.refusals import told
from core.errors import ConnectionLost, WorkspaceProblem

TROUBLES = (DBAPIError, ConnectionError, TimeoutError)
"""What comes out of a database, or of the socket to it."""


def told_plainly(error: Exception) -> WorkspaceProblem | None:
    """Return what is raised in place of one of `TROUBLES`; None for a mistake of ours."""
    if not isinstance(error, DBAPIError) or not _is_sqlite(error):
        return _of_server(error)
    return told(error) if isinstance(error, DatabaseError) else None


def _of_server(error: Exception) -> WorkspaceProblem:
    if is_lost(error):
        return ConnectionLost(
            f"The connection to the database broke: {reason(error)}.",
            "What was saved before is safe.",
            "Wait until the database server is back, then try again.",
        )
    return WorkspaceProblem(
        f"The database did not take this: {reason(error)}.",
        "Nothing was saved.",
        "Check that the database server is well, then try again.",
    )


def _is_sqlite(error: DBAPIError) -> bool:
    return type(error.orig).__module__.startswith("sqlite3")
