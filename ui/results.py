"""What a finished training is worth: sentences, the matrix, each class, curves and mistakes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from core.dataset import labels
from core.evaluation.report import cell, mistakes, sentence
from core.evaluation.wording import guessing_sentence, right_words
from core.learned_rounds import rounds_sentence
from core.runs.run_directory import RunDirectory
from ui import (
    cache,
    confusion_matrix,
    honesty,
    live,
    more_photos,
    percentages,
    refusing,
    routes,
    seeds,
    slice_view,
    state,
    threshold,
    train_form,
    verdicts,
    where_it_looks,
)
from ui.errors import guard
from ui.fold import fold
from ui.text import count, plain
from ui.theme import class_shape

_FOLLOWING = {"looks"}
"""Parts that follow something by themselves."""

_SPLIT_WORDS = {"test": "of the final test", "validation": "kept aside while it learned"}


def draw(run: RunDirectory) -> None:
    """Draw the whole report of a run; its parts are drawn again by themselves."""
    with guard():
        report = cache.report(str(run.report))
        split = "test" if report.get("test") else "validation"
        tested = report[split]
        _headline(run, tested, split)
        honesty.leaks(tested)
        _matrix(run, tested, split)
        _mistakes(run, tested, split)
        _per_class(tested)
        _more(run, tested)
        seeds.draw(run, tested)
        more_photos.draw(run)
        _facts(run, report)


def _headline(run: RunDirectory, tested: dict[str, Any], split: str) -> None:
    first, _, rest = sentence(tested).partition(". ")
    st.markdown(f"### {plain(first, 300)}.")
    st.markdown(
        f"{plain(rest, 600)} Checked on {count(tested['n'], 'photo')} {_SPLIT_WORDS[split]}."
    )
    if guessing := guessing_sentence(tested):
        st.warning(plain(guessing, 400), icon=":material/casino:")
    changed = _corrections(run)
    if changed:
        left, right = st.columns([3, 2], vertical_alignment="center")
        left.info(f"{count(changed, 'correction')} to labels or photos since it was trained.")
        with right:
            _retrain(run, changed, key="train-again")


def _corrections(run: RunDirectory) -> int:
    return labels.changes_since(cache.store(), run.spec["last_event"])


def _retrain(run: RunDirectory, changed: int, *, key: str) -> None:
    """Draw the button that trains again with the same settings on the labels as they are now."""
    again = f"Retrain with {count(changed, 'correction')}"
    if st.button(again, key=key, type="primary", icon=":material/school:"):
        train_form.start(run.config)
        st.switch_page(routes.TRAIN)


def _more(run: RunDirectory, tested: dict[str, Any]) -> None:
    """Draw what a person may want to know next, each part folded until they ask."""
    parts: dict[str, tuple[str, str, Callable[[], None]]] = {
        "threshold": ("When should it say yes? (threshold)", "tune", partial(threshold.draw, run)),
        "percentages": (
            "Can its percentages be believed?",
            "percent",
            partial(percentages.draw, run),
        ),
        "refusing": ("What if it may say: not sure?", "help", partial(refusing.draw, run)),
        "looks": ("Where does it look?", "visibility", partial(where_it_looks.draw, run)),
        "slices": ("Where is it weaker?", "group_work", partial(slice_view.draw, run)),
        "rivals": (
            "Is it better than the one before, and than simpler ways?",
            "compare_arrows",
            partial(honesty.rivals, run, tested),
        ),
        "learned": ("How it learned: the curves", "show_chart", partial(_learned, run)),
    }
    for key, (title, icon, part) in parts.items():
        alone = key not in _FOLLOWING
        fold(title, part, key=f"fold-{key}", icon=f":material/{icon}:", alone=alone)


def _learned(run: RunDirectory) -> None:
    now = run.state()
    aside = sum(each.split == "validation" for each in run.pictures)
    if said := rounds_sentence(now.history, now.best_epoch, aside):
        st.markdown(f"**{plain(said, 400)}**")
    live.curves(run, now, suffix="-results")


@st.fragment
def _matrix(run: RunDirectory, tested: dict[str, Any], split: str) -> None:
    state.redraw_if_stale()
    with guard():
        confusion_matrix.draw(tested)
        chosen = state.get(state.CELL)
        if chosen and set(chosen) <= set(tested["classes"]):
            _cell_photos(run, tested["classes"], split, *chosen)


def _cell_photos(
    run: RunDirectory, classes: list[str], split: str, truth: str, answer: str
) -> None:
    rows = cell(cache.predictions(str(run.predictions)), classes, truth, answer, split=split)
    title = f"Labelled {plain(truth)}, the model said {plain(answer)}: {count(len(rows), 'photo')}"
    st.markdown(f"#### {title}")
    with st.container(horizontal=True):
        st.button("Close", key="close-cell", on_click=state.put, args=(state.CELL, None))
        if changed := _corrections(run):
            _retrain(run, changed, key="train-again-cell")
    if not rows:
        st.caption("No photo was answered so.")
    verdicts.gallery(rows, classes, key="cell")


def _per_class(tested: dict[str, Any]) -> None:
    st.subheader("Each kind by itself", anchor=False)
    rows = [
        {
            "kind": f"{class_shape(position)} {plain(row['label'])}",
            "photos": row["support"],
            "found (recall)": _number(row["recall"]),
            "trusted (precision)": _number(row["precision"]),
            "both (F1)": _number(row["f1"]),
        }
        for position, row in enumerate(tested["per_class"])
    ]
    st.table(rows, hide_index=True)
    st.markdown(f"Accuracy, the share of all it got right: **{plain(right_words(tested), 80)}**.")
    st.caption(
        "*Found*: of the photos with this label, the share the model recognised. *Trusted*: when "
        "the model said this kind, the share that really was. *Both*: one figure that is only high "
        "when both are."
    )


def _number(value: float) -> str:
    return f"{value:.3f}"


@st.fragment
def _mistakes(run: RunDirectory, tested: dict[str, Any], split: str) -> None:
    state.redraw_if_stale()
    with guard():
        _wrong(run, tested["classes"], split)


def _wrong(run: RunDirectory, classes: list[str], split: str) -> None:
    wrong = mistakes(cache.predictions(str(run.predictions)), classes, split)
    st.subheader("Photos it got wrong", anchor=False)
    if not wrong:
        st.success("None at all. Add more varied photos to make sure.")
        return
    st.markdown(
        "The surest mistakes first. Is the label wrong, or the model? Change the label here if it "
        "is the label."
    )
    verdicts.gallery(wrong, classes, key="wrong")


def _facts(run: RunDirectory, report: dict[str, Any]) -> None:
    with st.expander("Facts for engineers"):
        st.json({"run": run.run_id, "settings": run.config.to_json(), "report": report}, expanded=1)
