"""What a training needs to know: three choices for everybody, the rest under Advanced."""

from __future__ import annotations

from datetime import UTC, datetime
from statistics import median

import streamlit as st

from core.dataset.records import PictureQuery
from core.errors import CoreError
from core.runs.presets import default_config
from core.runs.spec import ARCHITECTURES, TrainConfig
from core.training_plan import Readiness, start_training, suggest_architecture
from ui import advanced, cache, state
from ui.errors import panel
from ui.text import plain

_SECOND_PRESS = 3.0  # seconds


def draw(ready: Readiness) -> None:
    """Draw the choices and the start button; beside a locked button stands why."""
    state.show_message()
    st.subheader("Start a training", anchor=False)
    photos = sum(ready.per_class.values())
    architecture = _network(photos)
    defaults = default_config(architecture, photos=photos, native_size=_native_size())
    try:
        config = advanced.draw(defaults)
    except CoreError as error:
        panel(error)
        return
    _start_button(ready, config)


def _network(photos: int) -> str:
    suggested = suggest_architecture(cache.workspace(), photos)
    return st.radio(
        "Which network?",
        list(ARCHITECTURES),
        index=list(ARCHITECTURES).index(suggested),
        format_func=lambda name: ARCHITECTURES[name].title,
        captions=[info.summary for info in ARCHITECTURES.values()],
        key="architecture",
        persist_state="session",
    )


def _native_size() -> int:
    records = cache.store().pictures(PictureQuery(), limit=50)
    return round(median(max(record.width, record.height) for record in records)) if records else 256


def _start_button(ready: Readiness, config: TrainConfig) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Start training",
            type="primary",
            icon=":material/school:",
            key="start-training",
            disabled=not ready.ready,
            on_click=start,
            args=(config,),
        )
        if not ready.ready:
            st.markdown(f":material/lock: {plain(ready.reason, 400)}", width="content")


def start(config: TrainConfig) -> None:
    """Start a training with these settings; what keeps it from starting is shown afterwards.

    A second press within a few seconds means the same training.
    """
    if _just_started(config):
        return
    try:
        run = start_training(cache.workspace(), cache.store(), config)
    except CoreError as error:
        state.fail(error)
    else:
        state.put(state.RUN, run.run_id)
        state.put(state.STARTED, run.run_id)


def _just_started(config: TrainConfig) -> bool:
    newest = next(iter(cache.runs()), None)
    if newest is None or newest.config != config:
        return False
    return (datetime.now(UTC) - newest.created_at).total_seconds() < _SECOND_PRESS
