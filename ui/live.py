"""One training, live: where it is, the curves as they grow, and what they mean."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from core.evaluation.figures import share_of
from core.evaluation.wording import right_words
from core.runs.checkpoints import newest_intact
from core.runs.reading import reading
from core.runs.run_directory import RunDirectory
from core.runs.state import EpochRecord, RunState
from core.runs.turns import ahead
from ui import cache, left_out, plot, routes, run_life, state
from ui.charts import learning_curves
from ui.errors import guard
from ui.text import count, duration, plain

ACTIVE = ("queued", "starting", "preparing", "training", "evaluating")
_EVERY_SECONDS = 1.0

_TITLES = {
    "queued": "is waiting for its turn",
    "starting": "is starting",
    "preparing": "is getting the photos ready",
    "training": "is learning",
    "evaluating": "is answering the photos it has not learned from",
    "finished": "is done",
    "stopped": "was stopped",
    "failed": "could not go on",
    "interrupted": "was interrupted",
    "stalled": "has not moved for a while",
}


def panel(run: RunDirectory) -> None:
    """Draw a run; while it is active the panel follows it by itself."""
    every = _EVERY_SECONDS if run.state().status in (*ACTIVE, "stalled") else None
    st.fragment(_panel, run_every=every)(run.run_id, followed=every is not None)


def _panel(run_id: str, *, followed: bool) -> None:
    run = cache.run(run_id)
    state.redraw_if_stale()
    if not run.exists:
        st.rerun()
    now = run.state()
    if followed and now.status not in (*ACTIVE, "stalled"):
        st.rerun()
    with st.container(border=True, key="live-panel"), guard():
        _draw(run, now)


def _draw(run: RunDirectory, now: RunState) -> None:
    above, charts, below = st.container(), st.container(), st.container()
    with above:
        st.markdown(f"#### {plain(run.name)} {_title(run, now)}")
        _words(run, now)
        _progress(run, now)
        if now.history or now.status == "training":
            st.markdown(f":material/lightbulb: {_meaning(run, now)}")
    with charts:  # a place of its own: the charts stay the same ones whatever comes and goes above
        curves(run, now)
    with below:
        if now.history:
            st.caption(
                "The error (engineers say loss) counts a wrong answer the more, the surer it was "
                "given."
            )
            _best(run, now)
            _as_table(run, now)
        _ways_on(run, now)


def _title(run: RunDirectory, now: RunState) -> str:
    if now.status in ACTIVE and run.stop_request.exists():
        return "is stopping; the best so far is kept" if now.history else "is stopping"
    return _TITLES[now.status]


def _meaning(run: RunDirectory, now: RunState) -> str:
    aside = Counter(each.class_index for each in run.pictures if each.split == "validation")
    majority = max(aside.values()) / aside.total() if aside else None
    return reading(
        now.history,
        len(run.classes),
        majority=majority,
        aside=aside.total() or None,
        ended=now.ended,
    )


def _best(run: RunDirectory, now: RunState) -> None:
    aside = sum(each.split == "validation" for each in run.pictures)
    if now.best is None or now.best.val_accuracy is None or not aside:
        return
    figures = {**share_of(now.best.val_accuracy, aside), "split": "validation"}
    right = plain(right_words(figures), 80)
    st.caption(f"Best round, {now.best.epoch}: {right} right. In brackets: how far chance reaches.")


def _words(run: RunDirectory, now: RunState) -> None:
    if now.status == "failed":
        st.error(plain(now.message, 600), icon=":material/error:")
    elif now.message and now.status in ("interrupted", "stopped"):
        st.markdown(plain(now.message, 600))
    if now.status == "queued" and (before := ahead(run)):
        st.markdown(f"It begins by itself after {count(before, 'training')} before it.")
    if run.config.looks_once and now.status in ACTIVE:
        st.caption("It looks at each photo once, so each curve is a single point.")
    if now.device and now.status in ACTIVE:
        st.caption(plain(now.device, 200))
    for note in (*([now.resumed] if now.resumed else []), *now.notes):
        st.caption(plain(note, 400))
    left_out.of_training(run, now)


def _progress(run: RunDirectory, now: RunState) -> None:
    if now.status not in (*ACTIVE, "stalled"):
        return
    parts = []
    if now.status == "training":
        parts.append(f"round {max(now.epoch, 1)} of at most {now.epochs}")
    if now.status in ("preparing", "evaluating") and now.message:
        parts.append(plain(now.message, 200))
    if now.images_per_second:
        parts.append(f"{now.images_per_second:,.0f} photos a second")
    if now.seconds_left is not None:
        parts.append(f"at most {duration(now.seconds_left)} left")
    st.progress(_share_done(now), text=" · ".join(parts) or f"It {_TITLES[now.status]}")
    if now.status in ("training", "stalled", "queued", "preparing", "starting"):
        run_life.stop_button(run, now)


def _share_done(now: RunState) -> float:
    if now.total:
        return min(1.0, (now.done or 0) / now.total)
    done = max(now.epoch - 1, 0) + (now.step / now.steps if now.steps else 0.0)
    return min(1.0, max(done, len(now.history)) / now.epochs) if now.epochs else 0.0


def curves(run: RunDirectory, now: RunState, suffix: str = "") -> None:
    """Draw accuracy and loss over the rounds, side by side; one above the other on a phone."""
    epochs = planned_rounds(run, now)
    first = (round(now.step / now.steps, 2), now.first) if now.first and now.steps else None
    left, right = st.columns(2)
    last = now.history[-1] if now.history else EpochRecord(0, None, None, None, None, 0.0)
    best = now.best if len(now.history) > 1 else None
    with left:
        plot.draw(
            learning_curves(now.history, epochs, "accuracy", first, best),
            key=f"accuracy-{run.run_id}{suffix}",
            reveal=state.get(state.STARTED) == run.run_id,
            alt=f"Share right over {count(len(now.history), 'round')}; "
            f"last {_number(last.accuracy)} learning, {_number(last.val_accuracy)} kept aside.",
        )
    with right:
        plot.draw(
            learning_curves(now.history, epochs, "loss", first, best),
            key=f"loss-{run.run_id}{suffix}",
            alt=f"Error over {count(len(now.history), 'round')}; "
            f"last {_number(last.loss)} learning, {_number(last.val_loss)} kept aside.",
        )


def planned_rounds(run: RunDirectory, now: RunState) -> int:
    """Return for how many rounds the charts keep room; one where it looks only once."""
    return 1 if run.config.looks_once else now.epochs or run.config.epochs


def _as_table(run: RunDirectory, now: RunState) -> None:
    with st.expander("Show the curves as a table"):
        rows = [
            {
                "round": record.epoch,
                "right, learning": _number(record.accuracy),
                "right, kept aside": _number(record.val_accuracy),
                "error, learning": _number(record.loss),
                "error, kept aside": _number(record.val_loss),
                "seconds": f"{record.seconds:.1f}",
            }
            for record in now.history
        ]
        st.dataframe(rows, hide_index=True)
        aside = sum(each.split == "validation" for each in run.pictures)
        if now.best and now.best.val_accuracy is not None and aside:
            kept = right_words({**share_of(now.best.val_accuracy, aside), "split": "validation"})
            st.caption(f"The best round: {kept}.")


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"


def _ways_on(run: RunDirectory, now: RunState) -> None:
    with st.container(horizontal=True):
        if run.finished:
            _way(run, "See how good it is", routes.RESULTS, ":material/fact_check:")
            _way(run, "Try it", routes.TRY_IT, ":material/photo_camera:")
        run_life.resume_button(run)
    if now.status in ("failed", "interrupted"):
        st.caption(_after_a_break(run))
    elif now.status == "stopped" and run.resumable:
        st.caption(f"{_resuming(run)}.")


def _after_a_break(run: RunDirectory) -> str:
    safe = "Your photos and labels are safe."
    if not run.resumable:
        return f"{safe} Start again below."
    return f"{safe} {_resuming(run)}, or start anew below."


def _resuming(run: RunDirectory) -> str:
    saved = newest_intact(run)
    if saved:
        return f"*Resume* goes on after round {saved.epoch}"
    return "*Resume* begins again with the first round, for nothing was saved to go on from"


def _way(run: RunDirectory, words: str, page: str, icon: str) -> None:
    if st.button(words, key=f"way-{page}-{run.run_id}", icon=icon):
        state.put(state.RUN, run.run_id)
        st.switch_page(page)
