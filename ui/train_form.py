"""What a training needs to know: two choices for everybody, the rest under Advanced."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from core.dataset.framing import current_framing
from core.errors import CoreError
from core.readiness import Readiness
from core.runs.presets import preset_config
from core.runs.spec import TrainConfig
from core.training_notes import one_sided, without_photos
from core.training_pictures import left_out_sentence, native_size
from core.training_plan import start_training
from core.training_shares import with_chosen_shares
from ui import advanced, cache, effort, expected_time, face_panel, routes, state
from ui.errors import panel
from ui.text import plain

_SECOND_PRESS = 3.0  # seconds
_USUAL_SIZE = 256


def draw(ready: Readiness) -> None:
    """Draw the choices and the start button; beside a locked button stands why."""
    asked = state.take(state.ASKED)
    state.show_message()
    st.subheader("Start a training", anchor=False)
    _looks_at(ready)
    photos = sum(ready.per_class.values())
    framing = current_framing(cache.store())
    size = native_size(cache.store(), framing) or _USUAL_SIZE
    chosen = effort.preset()
    network = effort.network(chosen, framing, size, photos)
    usual = replace(preset_config(chosen, network, photos, size), framing=framing)
    defaults = with_chosen_shares(cache.store(), usual)
    try:
        config = advanced.draw(defaults)
    except CoreError as error:
        panel(error)
        return
    if asked:
        start(config)
        st.rerun()
    if ready.ready:
        _warn(ready)
    _start_button(ready, config)


def _warn(ready: Readiness) -> None:
    for warning, icon in (
        (one_sided(ready.per_class), "balance"),
        (without_photos(cache.store().summary().per_class), "label_off"),
    ):
        if warning:
            st.warning(plain(warning, 600), icon=f":material/{icon}:")


def _looks_at(ready: Readiness) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(face_panel.sentence(left_out_sentence(ready.left_out)), width="content")
        if st.button("Change", key="change-framing", type="tertiary"):
            st.switch_page(routes.PHOTOS)


def _start_button(ready: Readiness, config: TrainConfig) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Start training",
            type="primary",
            icon=":material/school:",
            key="start-training",
            disabled=not ready.ready,
            on_click=state.put,
            args=(state.ASKED, True),
        )
        if ready.ready and cache.active_study():
            st.caption("It waits until the search or learning curve is done.", width="content")
        elif ready.ready and cache.active_run() is None:
            cache.standby().prepare()
            expected_time.draw(
                config, photos=sum(ready.per_class.values()), classes=len(ready.per_class)
            )
        if not ready.ready:
            st.markdown(f":material/lock: {plain(ready.reason, 400)}", width="content")
            if ready.per_class and st.button(
                "Add photos, or merge or remove a label", key="mend-labels", type="tertiary"
            ):
                st.switch_page(routes.PHOTOS)


def start(config: TrainConfig) -> None:
    """Start a training with these settings; what keeps it from starting is shown afterwards.

    A second press within a few seconds means the same training.
    """
    if _just_started(config):
        return
    try:
        run = start_training(cache.workspace(), cache.store(), config, launch=False)
    except CoreError as error:
        state.fail(error)
    else:
        cache.standby().launch(run)
        state.put(state.RUN, run.run_id)
        state.put(state.STARTED, run.run_id)


def _just_started(config: TrainConfig) -> bool:
    newest = next(iter(cache.runs()), None)
    if newest is None or newest.config != config:
        return False
    return (datetime.now(UTC) - newest.created_at).total_seconds() < _SECOND_PRESS
