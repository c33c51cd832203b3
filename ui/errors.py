"""What went wrong becomes one calm panel; never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from core.error_log import log_unexpected
from core.errors import CoreError
from core.workspace import Workspace
from ui.text import plain

_log = logging.getLogger(__name__)


def panel(error: CoreError) -> None:
    """Show what came, what was expected and what to do, in that order."""
    rest = " ".join(plain(part, 600) for part in (error.expected, error.advice) if part)
    st.error(f"**{plain(error.came, 600)}**  \n{rest}", icon=":material/error:")


@contextmanager
def guard() -> Iterator[None]:
    """Show a `CoreError` raised inside the block as a panel and go on below it."""
    try:
        yield
    except CoreError as error:
        panel(error)


def unexpected(error: Exception) -> bool:
    """Show an error that nothing caught, and return that this was done.

    A `CoreError` speaks for itself. Of any other the page shows an id, under which the log of the
    workspace holds the rest.
    """
    panel(error if isinstance(error, CoreError) else in_words(error))
    return True


def in_words(error: BaseException) -> CoreError:
    """Log an error that nobody expected and return what a person is told of it."""
    came = "Something went wrong that nobody expected."
    kept = "What you saved is kept. Load this page again."
    log = Workspace.default().error_log
    try:
        error_id = log_unexpected(log, error)
    except OSError:
        _log.exception("The log %s cannot be written.", log)
        return CoreError(
            came, kept, "If it happens again, the window Mien was started in says why."
        )
    return CoreError(
        came,
        kept,
        f"If it happens again, tell whoever helps you the id {error_id}: {log} says why.",
    )
