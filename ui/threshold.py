"""When should it say yes? A threshold to try out, with what it finds and what it costs."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from core.evaluation.figures import share_of
from core.evaluation.threshold import row_at, trade_sentence
from core.percent import percent
from core.run_curves import threshold_figures
from core.run_figures import few_sentence
from core.runs.run_directory import RunDirectory
from ui import cache_computed, plot
from ui.result_charts import precision_recall, roc
from ui.text import bare, plain, share

_TWO = 2
_USUAL = 50
_FEWEST = 10


def draw(run: RunDirectory) -> None:
    """Draw the slider, the counts at it, and the two curves with its point marked."""
    answers = cache_computed.answers(run)
    if answers is None or answers.few:
        st.markdown(few_sentence(answers.tested.n if answers else 0))
        return
    classes = answers.tested.classes
    position = _which(run, classes)
    make = partial(threshold_figures, answers, position)
    tried = cache_computed.once(run, f"threshold {position}", make)
    names = tried["names"]
    level = _slider(run, position, names)
    row = row_at(tried["rows"], level / 100)
    st.markdown(f"**{plain(trade_sentence(row, names), 300)}**")
    _counts(row, names)
    _curves(run, position, tried, row)
    more = "more" if len(classes) == _TWO else "most"
    st.caption(
        "This tries it out on photos whose label is known. It changes nothing about the model, "
        f"which names the {more} probable kind."
    )


def _which(run: RunDirectory, classes: list[str]) -> int:
    position: int = st.selectbox(
        "Which kind is to be found?",
        range(len(classes)),
        index=1 if len(classes) == _TWO else 0,
        format_func=lambda at: bare(classes[at], 40),
        key=f"threshold-kind-{run.run_id}",
    )
    return position


def _slider(run: RunDirectory, position: int, names: tuple[str, str]) -> int:
    label = plain(names[1], 40)
    level: int = st.slider(
        f"Say **{label}** only where it is surer of that than",
        0,
        100,
        _USUAL,
        format="%d %%",
        key=f"threshold-{run.run_id}-{position}",
        help="To the left it finds more and is wrong more often; to the right it is pickier.",
    )
    return level


def _counts(row: dict[str, Any], names: tuple[str, str]) -> None:
    """Draw the four counts, and the shares they make with the range that chance leaves."""
    second = plain(names[1], 30)
    figures = {
        "found": row["found"],
        "missed": row["missed"],
        "false alarms": row["false_alarms"],
        "rightly left": row["rightly_left"],
    }
    with st.grid(4, min_column_width=150, gap="small"):
        for words, number in figures.items():
            st.metric(words, f"{number:,}", border=True)
    said = []
    if total := row["found"] + row["missed"]:
        said.append(f"Of the {second} photos it finds {_range(row['found'], total)}.")
    if named := row["found"] + row["false_alarms"]:
        said.append(f"Where it says {second}, it is right in {_range(row['found'], named)}.")
    st.markdown(" ".join(said))


def _range(part: int, total: int) -> str:
    low, high = share_of(part / total, total)["interval"]
    return f"{percent(low):g} to {percent(high):g} % ({part:,} of {total:,})"


def _curves(run: RunDirectory, position: int, tried: dict[str, Any], row: dict[str, Any]) -> None:
    found, missed = row["found"], row["missed"]
    alarms, left = row["false_alarms"], row["rightly_left"]
    named, every = found + alarms, found + missed + alarms + left
    if min(found + missed, alarms + left) < _FEWEST:
        st.caption(f"Curves are drawn from {_FEWEST} photos of this kind, and as many others.")
        return
    recall, wrong = found / (found + missed), alarms / (alarms + left)
    key = f"{run.run_id}-{position}"
    trade, sides = st.columns(2)
    mark = (recall, found / named) if named else None
    with trade:
        st.markdown("**Found, and trusted** (precision and recall)")
        plot.draw(
            precision_recall(tried["precision_recall"], (found + missed) / every, mark),
            key=f"precision-recall-{key}",
            alt=f"Precision against recall. {_here(mark)}",
            height=280,
        )
        st.caption(f"Average precision {tried['average_precision']:.3f}; 1 is perfect.")
    with sides:
        st.markdown("**Found, and false alarms** (ROC)")
        plot.draw(
            roc(tried["roc"], (wrong, recall)),
            key=f"roc-{key}",
            alt=f"Share found against false alarms. {_here((wrong, recall))}",
            height=280,
        )
        st.caption(
            f"Area {tried['roc_auc']:.3f}: so often it ranks one of these before one of the "
            "others; 0.5 is guessing."
        )


def _here(mark: tuple[float, float] | None) -> str:
    if mark is None:
        return "At this threshold it names none."
    return f"At this threshold: {share(mark[0])} across, {share(mark[1])} up."
