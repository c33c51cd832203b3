"""A database server in place of the SQLite file: its connections, and what its errors mean."""

from __future__ import annotations

import logging
from contextlib import closing

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import DBAPIError, DisconnectionError, NoSuchModuleError

from core.errors import WorkspaceProblem

_PLAIN = ("postgres", "postgresql")
_DRIVER = "postgresql+pg8000"
_ANSWER_SECONDS = 60
_SHUTDOWNS = ("57P01", "57P02", "57P03", "57P05")
"""Ended by an administrator, crashed, starting or stopping, idle too long: appendix A of the
manual, https://www.postgresql.org/docs/current/errcodes-appendix.html."""

_NO_LOCK = "55P03"
_MIGRATION_LOCK = 0x4D69656E  # any number that nobody else takes: "Mien"
_HOLD = text("SELECT pg_advisory_xact_lock(:number)")
_WAIT = text("SELECT set_config('lock_timeout', :milliseconds, true)")


def postgres_engine(url: URL, busy_seconds: int) -> Engine:
    """Return an engine for a PostgreSQL database.

    Connections are tried before each use and made anew after the server was restarted.

    Parameters
    ----------
    url : URL
        Without a driver, the one that comes with Mien is taken.
    busy_seconds : int
        How long a write waits for another one.

    Raises
    ------
    WorkspaceProblem
        If its driver is not installed, or it names no database that can be used.
    """
    known = url.set(drivername=_DRIVER) if url.drivername in _PLAIN else url
    limits = {"timeout": _ANSWER_SECONDS} if known.drivername == _DRIVER else {}
    try:
        engine = create_engine(known, pool_size=8, max_overflow=24, connect_args=limits)
    except (ImportError, NoSuchModuleError) as error:
        raise WorkspaceProblem(
            f"DATABASE_URL asks for {known.drivername}, and its driver is not installed.",
            advice="Write postgresql://... to use the driver that comes with Mien.",
        ) from error
    # A connection that broke cannot be closed in order; who used it is told in a sentence.
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)
    engine.dialect.use_insertmanyvalues_wo_returning = True  # else one journey for every row
    engine = engine.execution_options(busy_seconds=busy_seconds)
    event.listen(engine, "checkout", _try_out)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _recognise)
    return engine


def hold_migration_lock(connection: Connection) -> None:
    """Wait for whoever else makes or migrates the tables; hold others off to the transaction's end.

    Raises
    ------
    WorkspaceProblem
        If somebody else is at it for too long.
    """
    if connection.dialect.name != "postgresql":
        return
    try:
        connection.execute(_HOLD, {"number": _MIGRATION_LOCK})
    except DBAPIError as error:
        if _told(error.orig)[0] == _NO_LOCK:
            raise migrating() from error
        raise


def migrating() -> WorkspaceProblem:
    """Return what is said while another process makes or migrates the tables."""
    return WorkspaceProblem(
        "Another Mien is bringing the database up to date right now.",
        "Nothing is wrong with it.",
        "Wait until that is done, then try again.",
    )


def is_lost(error: Exception) -> bool:
    """Return whether the connection broke, so that nobody knows what became of a commit."""
    return error.connection_invalidated if isinstance(error, DBAPIError) else _is_network(error)


def reason(error: Exception) -> str:
    """Return in the database's own words what is wrong."""
    code, message = _told(error.orig if isinstance(error, DBAPIError) else error)
    if code == _NO_LOCK:
        return "another program keeps it busy"
    return message.rstrip(".")


def _begin(connection: Connection) -> None:
    """Let a reader see one moment; a writer waits for others first and sees what they wrote."""
    options = connection.get_execution_options()
    if options.get("writes", False):
        milliseconds = int(options["busy_seconds"] * 1000)
        connection.execute(_WAIT, {"milliseconds": str(milliseconds)})
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _try_out(connection: DBAPIConnection, _record: object, _proxy: object) -> None:
    """Ask before each use whether the server is there; the pool makes a new connection if not."""
    try:
        with closing(connection.cursor()) as cursor:
            cursor.execute("SELECT 1")
        connection.rollback()
    except Exception as error:
        raise DisconnectionError("The connection of before is gone.") from error


def _recognise(context: ExceptionContext) -> None:
    """Tell a server that ended the connection from one that refused a statement."""
    error = context.original_exception
    code, message = _told(error)
    broken = not code and ("network error" in message or "connection" in message.lower())
    if code in _SHUTDOWNS or broken or _is_network(error):
        context.is_disconnect = True


def _is_network(error: BaseException) -> bool:
    """Return whether a driver let an error of its socket through."""
    return isinstance(error, ConnectionError | TimeoutError)


def _told(error: BaseException | None) -> tuple[str, str]:
    """Return code and message of a driver's error; pg8000 hands over the fields of the protocol."""
    fields = error.args[0] if error is not None and error.args else None
    if isinstance(fields, dict):
        return str(fields.get("C", "")), str(fields.get("M", ""))
    code = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None) or ""
    return code, str(error)
