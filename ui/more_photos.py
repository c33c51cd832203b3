"""Whether more photos would help: trainings on parts of them, and the curve through the results."""

from __future__ import annotations

import streamlit as st

from core.errors import CoreError
from core.evaluation.learning_curve import outlook, outlook_sentence
from core.runs.run_directory import RunDirectory
from core.runs.studies import LEARNING_CURVE, Attempt, Study, curve_points
from core.study_plan import start_learning_curve
from ui import cache, members, plot, state, studies
from ui.study_charts import learning_curve
from ui.text import count, plain

_PLACE = "more-photos"


def draw(run: RunDirectory) -> None:
    """Draw the learning curve of a training, or the button that measures it."""
    st.subheader("Would more photos help?", anchor=False)
    known = [each for each in cache.studies() if each.kind == LEARNING_CURVE]
    newest = next((each for each in known if each.spec["run"] == run.run_id), None)
    if newest:
        studies.panel(newest, _body)
    if newest and newest.state().status != "failed":
        return
    st.markdown(
        "It trains again on an eighth, a quarter and half of the photos, with the same settings. "
        "How fast it got better so far says what twice as many would bring. That is at most seven "
        "trainings: they take about two and a half times as long as this one learned, and some "
        "seconds each to start."
    )
    st.button(
        "Find out",
        key="start-learning-curve",
        icon=":material/trending_up:",
        on_click=_start,
        args=(run,),
    )
    state.show_message(_PLACE)
    if waits := studies.waits_for(cache.active_run(), cache.active_study()):
        st.caption(waits)


def _start(run: RunDirectory) -> None:
    try:
        members.check()
        _begin(run)
    except CoreError as error:
        state.fail(error, _PLACE)
    state.mark_stale()


def _begin(run: RunDirectory) -> None:
    known = (each for each in cache.studies() if each.spec.get("run") == run.run_id)
    if not any(each.going for each in known):  # a second press means the same curve
        start_learning_curve(run)


def _body(study: Study, attempts: list[Attempt]) -> None:
    points = curve_points(study)
    found = outlook(points)
    if not points:
        return
    if found and not study.state().ended:
        st.markdown(f"So far: {plain(outlook_sentence(found), 300)}")
    plot.draw(
        learning_curve(points, found),
        key=f"curve-{study.run_id}",
        alt=f"Share right against photos learned from, after {count(len(attempts), 'training')}.",
        height=320,
    )
    st.caption(
        f"Every point is one training, judged by the same {studies.aside_count(study):,} photos "
        "kept aside; the bars show the range in which its share for any number of such photos "
        "lies, 95 times of 100. The dashed line goes on as it did so far."
    )
