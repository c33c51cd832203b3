"""What stands beside the figures of a model: simpler methods, and photos it knew already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from core.evaluation.wording import leak_sentence, right_words, rival_sentences
from core.runs.run_directory import RunDirectory
from core.runs.run_files import picture_of
from ui import cache, cache_computed, gallery, plot
from ui.charts import right_bars
from ui.text import bare, listing, plain, share
from ui.verdicts import records

_PAIRS = 6


def rivals(run: RunDirectory, tested: dict[str, Any]) -> None:
    """Draw this model beside the one before it and what has to be beaten, photo by photo."""
    from core.run_figures import met  # noqa: PLC0415 - loads NumPy

    answers = cache_computed.answers(run)
    met_here = met(run, answers, tested, cache.runs(), _said) if answers else []
    if not met_here:
        st.markdown(
            "There is nothing to compare it with: it is the first training with these labels, and "
            "it was made before Mien looked at simpler ways."
        )
        return
    for each in met_here:
        st.markdown(f":material/compare_arrows: {plain(each.sentence, 500)}")
    named = {"this model": tested, **{each.name: each.figures for each in met_here if each.figures}}
    plot.draw(
        right_bars({bare(_short(name), 40): figures for name, figures in named.items()}),
        key=f"rivals-{run.run_id}",
        alt=listing([f"{bare(name)} {right_words(figures)}" for name, figures in named.items()]),
        height=60 + 32 * len(named),
    )
    st.table(
        [{"way": plain(name), "right": right_words(figures)} for name, figures in named.items()],
        hide_index=True,
    )
    _advice(tested)


def _said(predictions: Path) -> Sequence[Mapping[str, Any]]:
    return cache.predictions(str(predictions))


def _advice(tested: dict[str, Any]) -> None:
    known = tested.get("rivals")
    if not known:
        return
    if known["hog_svm"]["accuracy"] >= tested["accuracy"]:
        st.markdown(f":material/lightbulb: {plain(rival_sentences(tested)[-1], 200)}")
    bigger = plain(bare(tested["classes"][known["bigger_class"]["class_index"]]), 24)
    st.caption(
        "The same photos, answered several ways. *Hand-made features* are rules people wrote "
        "before computers learned them, fitted on the same photos. The last one says "
        f"{bigger} every time. In brackets: the range in which the share for any number of such "
        "photos lies, 95 times of 100. *More than chance*: coins would fall so unevenly less "
        "than once in twenty times (McNemar's test)."
    )


def _short(name: str) -> str:
    return name.partition(" (")[0]


def leaks(tested: dict[str, Any]) -> None:
    """Say which photos it may know by heart and show them beside those; nothing without any."""
    sentence = leak_sentence(tested)
    if not sentence:
        return
    st.info(plain(sentence, 400), icon=":material/content_copy:")
    if tested["leaks"]:
        with st.expander("Show the pairs"):
            _pairs(tested["leaks"])


@st.fragment
def _pairs(rows: list[dict[str, Any]]) -> None:
    st.caption("Left: a photo it was checked on. Right: the one it learned from.")
    place = st.container()
    pages = -(-len(rows) // _PAIRS)
    page = st.pagination(pages, key="pairs-page") if pages > 1 else 1
    shown = rows[(page - 1) * _PAIRS : page * _PAIRS]
    kept = records([picture_of(row[side]) for row in shown for side in ("id", "like")])
    with place, st.grid(3, min_column_width=240, gap="medium"):
        for row in shown:
            with st.container(gap="xxsmall"):
                _pair(
                    kept.get(picture_of(row["id"])),
                    kept.get(picture_of(row["like"])),
                    row["similarity"],
                )


def _pair(checked: Any, learned: Any, similarity: float) -> None:
    left, right = st.columns(2, gap="xxsmall")
    for place, record, role in ((left, checked, "checked on"), (right, learned, "learned from")):
        with place:
            if record is None:
                st.markdown("*In the bin or deleted.*")
            else:
                gallery.picture(record, f"{bare(record.name)}, {role}")
    st.caption(f"alike: {share(similarity)}")
