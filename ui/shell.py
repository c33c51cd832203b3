"""The frame around every page: logo, the banner of a running training, the notice at the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.errors import CoreError, DatabaseDamaged
from core.readiness import readiness
from core.runs.launcher import first_to_work
from core.runs.studies import Study
from core.workspace import PROJECT
from ui import cache, damage, identity, members, routes, server, state
from ui.errors import guard, panel
from ui.spine import Situation, next_step
from ui.text import plain

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

_AWAY = PROJECT / "assets" / "away.css"

NOTICE = (
    "Mien guesses the expression a face **shows**, not what a person feels. It must not be used to "
    "judge employees, applicants, pupils or patients, in exams, policing or insurance. Use only "
    "photos you may use, of people who agreed. **Photos stay on this computer**: nothing is sent "
    "anywhere."
)

_SHORT_NOTICE = (
    ":small[Mien guesses the expression a face **shows**, not what a person feels. "
    "**Photos stay on this computer.**]"
)


def frame(page: StreamlitPage) -> None:
    """Draw what every page shares, then the page itself."""
    st.html(_AWAY)
    state.take(state.STALE)  # this is the whole page
    if not members.door():
        return
    st.logo("assets/logo.svg", icon_image="assets/icon.svg", size="large")
    try:
        cache.store()
    except DatabaseDamaged as error:
        damage.draw(error)
        return
    except CoreError as error:
        panel(error)
        return
    server.keep_room()
    if page.title != "3 Train":
        state.put(state.STARTED, None)
        state.take(state.ASKED)
        _training_banner()
    damage.show_outcome()
    with guard():
        try:
            page.run()
        except DatabaseDamaged as error:  # while it was in use
            damage.draw(error)
    with st.sidebar:
        st.markdown(_SHORT_NOTICE)
        identity.remember()
    if cache.usable_runs():
        cache.model_process()


def situation() -> Situation:
    """Return what the five steps depend on, read now."""
    summary = cache.store().summary()
    ready = readiness(cache.store())
    return Situation(
        photos=summary.total,
        labelled=summary.labelled,
        unlabelled=summary.unlabelled,
        classes=sum(1 for number in summary.per_class.values() if number),
        trainable=ready.ready,
        reason=ready.reason,
        training=cache.active_run() is not None,
        models=len(cache.usable_runs()),
        seen=bool(state.get(state.SEEN)),
    )


def heading(title: str, sentence: str) -> None:
    """Draw a page's title and the one sentence that says what it is for."""
    st.title(title, anchor=False)
    st.markdown(sentence)


def empty(sentence: str, action: str, page: str) -> None:
    """Draw a designed empty state: what is missing, and the one button that leads on."""
    with st.container(border=True):
        st.markdown(f"#### {sentence}")
        if st.button(action, type="primary", key=f"empty-{page}"):
            st.switch_page(page)


def no_model() -> None:
    """Draw what comes before the first model, and the button that leads there."""
    now = situation()
    if now.training:
        empty("Your first training is under way.", "Watch it", routes.TRAIN)
    elif now.trainable:
        empty("No model yet. Train one first; that is the next step.", "Train", routes.TRAIN)
    else:
        empty("No model yet. It begins with photos.", "Add photos", routes.PHOTOS)


def hint(sentence: str, action: str, page: str) -> None:
    """Draw one line that tells of another way, and the button that leads there."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(sentence, width="content")
        if st.button(action, type="tertiary", key=f"hint-{page}"):
            st.switch_page(page)


def next_button(current: str) -> None:
    """Draw the button to the next step, unless it is the page the person is on."""
    step = next_step(situation())
    if step.page == current:
        return
    st.divider()
    if st.button(
        f"Next: {step.action}", type="primary", icon=":material/arrow_forward:", key="next-step"
    ):
        st.switch_page(step.page)


@st.fragment(run_every=5)
def _training_banner() -> None:
    run = first_to_work(cache.active_run(), cache.active_study())
    if run is None:
        return
    now = run.state()
    words = {
        "queued": "is waiting for its turn",
        "starting": "is starting",
        "preparing": "is getting the photos ready",
        "evaluating": "is answering the photos it has not learned from",
    }.get(now.status, f"is learning: round {max(now.epoch, 1)} of at most {now.epochs}")
    if isinstance(run, Study):
        words = "is under way"
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(f":material/school: **{plain(run.name)}** {words}.")
        if st.button("Watch", key="banner-watch"):
            st.switch_page(routes.TRAIN)
