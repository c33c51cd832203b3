"""A `core.errors.CoreError` becomes one calm panel; never a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from core.errors import CoreError
from ui.text import plain


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
