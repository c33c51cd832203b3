"""How long a training will take on this computer, measured while the person still chooses."""

from __future__ import annotations

import json
from collections.abc import Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from core.errors import CoreError
from core.runs.spec import TrainConfig
from ui import cache
from ui.text import duration

_EVERY = "1s"
_KEPT = 50


@dataclass
class _Estimates:
    """Measurements that were asked for, one at a time."""

    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "estimate"))
    asked: dict[Hashable, Future[float]] = field(default_factory=dict)


@st.cache_resource(show_spinner=False)
def _estimates() -> _Estimates:
    return _Estimates()


def draw(config: TrainConfig, photos: int, classes: int) -> None:
    """Draw the expected time, as soon as it is known.

    Parameters
    ----------
    config : TrainConfig
        The chosen settings.
    photos : int
        Labelled photos, whatever split they are in.
    classes : int
        How many kinds there are.
    """
    training = max(1, round(photos * config.shares.train))
    watched = max(1, round(photos * config.shares.validation))
    found = _ask(config, training, watched, classes)
    if found.done():
        _tell(found)
    else:
        _wait(config, training, watched, classes)


@st.fragment(run_every=_EVERY)
def _wait(config: TrainConfig, training: int, watched: int, classes: int) -> None:
    found = _ask(config, training, watched, classes)
    if found.done():
        _tell(found)
    else:
        st.caption("Measuring how fast this computer is ...", width="content")


def _ask(config: TrainConfig, training: int, watched: int, classes: int) -> Future[float]:
    settings: dict[str, Any] = config.to_json()
    key = (json.dumps(settings, sort_keys=True), training, watched, classes)
    kept = _estimates()
    if key not in kept.asked:
        if len(kept.asked) >= _KEPT:
            kept.asked.pop(next(iter(kept.asked)))
        ask = cache.model_process().expected_seconds
        kept.asked[key] = kept.pool.submit(ask, settings, training, watched, classes)
    return kept.asked[key]


def _tell(found: Future[float]) -> None:
    error = found.exception()
    if isinstance(error, CoreError):
        st.caption(f"How long it will take is not known. {error}", width="content")
    elif error is None:
        st.caption(f"About {duration(found.result())} on this computer.", width="content")
    else:
        raise error
