"""What a database refuses, as a sentence for a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError

from core.dataset.data_folder import refuse_missing_photos
from core.dataset.postgres import is_lost, reason
from core.dataset.refusals import told
from core.errors import ConnectionLost, WorkspaceProblem
from core.workspace import Workspace

_CANNOT_BE_OPENED = "SQLITE_CANTOPEN"  # as where its folder has gone while the app ran

TROUBLES = (DBAPIError, ConnectionError, TimeoutError)
"""What comes out of a database, or of the socket to it."""


@contextmanager
def plainly(workspace: Workspace) -> Iterator[None]:
    """Raise in plain words whatever the database of a workspace refuses."""
    try:
        yield
    except TROUBLES as error:
        told = told_plainly(error, workspace)
        if told is None:
            raise
        raise told from error


def told_plainly(error: Exception, workspace: Workspace) -> WorkspaceProblem | None:
    """Return what is raised in place of one of `TROUBLES`; None for a mistake of ours."""
    if getattr(_origin(error), "sqlite_errorname", "") == _CANNOT_BE_OPENED:
        try:
            refuse_missing_photos(workspace)
        except WorkspaceProblem as problem:
            return problem
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


def _origin(error: Exception) -> object:
    return error.orig if isinstance(error, DBAPIError) else error


def _is_sqlite(error: DBAPIError) -> bool:
    return type(error.orig).__module__.startswith("sqlite3")
