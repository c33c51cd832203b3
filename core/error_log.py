"""What nobody expected, kept for whoever mends it: tracebacks under ids that people can name."""

from __future__ import annotations

import secrets
import traceback
from datetime import UTC, datetime
from pathlib import Path

MOST_BYTES = 1 << 20
"""From here on the log becomes the older one, and a new one is begun."""


def log_unexpected(log: Path, error: BaseException) -> str:
    """Add an error with its traceback to a log.

    Parameters
    ----------
    log : Path
        Where; the folder has to exist.
    error : BaseException
        What happened.

    Returns
    -------
    str
        The id under which it stands there, eight characters.

    Raises
    ------
    OSError
        If the log cannot be written.
    """
    error_id = secrets.token_hex(4)
    if log.exists() and log.stat().st_size > MOST_BYTES:
        log.replace(older(log))
    told = "".join(traceback.format_exception(error))
    when = datetime.now(UTC).isoformat(timespec="seconds")
    with log.open("a", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write(f"--- {error_id} {when}\n{told}\n")
    return error_id


def older(log: Path) -> Path:
    """Return where the log goes when it has become too large."""
    return log.with_suffix(".older.log")
