"""Where trained models look, measured in the background and kept."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from core import look_check
from core.runs.run_directory import RunDirectory
from ui.cache import model_process, written


@dataclass
class Looking:
    """A look check going on in the background.

    Parameters
    ----------
    share : float
        Of it that is done, 0 to 1.
    found : Future
        Of what `core.look_check.look_check` returns.
    """

    share: float
    found: Future[dict[str, Any]]


@st.cache_resource(show_spinner=False)
def _looker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "look")


@st.cache_resource(show_spinner=False, max_entries=12, ttl="10m")
def _looking(path: str, when: int, there: int) -> Looking:
    del when, there
    looking = Looking(0.0, Future())
    run, process = RunDirectory(Path(path)), model_process()

    def tell(share: float) -> None:
        looking.share = share

    looking.found = _looker().submit(look_check.look_check, run, process, tell)
    return looking


def looking(run: RunDirectory) -> Looking:
    """Return the look check of a run; what failed is tried again after ten minutes."""
    return _looking(str(run.path), written(str(run.predictions)), look_check.photos_there(run))
