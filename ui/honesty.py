"""What stands beside the figures of a model: simpler methods, and photos it knew already."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.evaluation.wording import RIVALS, leak_sentence, right_words, rival_sentences
from core.runs.run_directory import RunDirectory
from core.runs.run_files import picture_of
from ui import gallery, plot
from ui.charts import right_bars
from ui.text import bare, listing, plain, share
from ui.verdicts import records

_PAIRS = 6


def rivals(run: RunDirectory, tested: dict[str, Any]) -> None:
    """Draw this model beside what has to be beaten; nothing for trainings before there was any."""
    known = tested.get("rivals")
    if not known:
        return
    st.subheader("Compared with simpler ways", anchor=False)
    named = {"this model": tested, **{RIVALS[name]: known[name] for name in RIVALS}}
    plot.draw(
        right_bars({_short(name): figures for name, figures in named.items()}),
        key=f"rivals-{run.run_id}",
        alt=listing([f"{name} {right_words(figures)}" for name, figures in named.items()]),
        height=150,
    )
    st.table(
        [{"way": name, "right": right_words(figures)} for name, figures in named.items()],
        hide_index=True,
    )
    if known["hog_svm"]["accuracy"] >= tested["accuracy"]:
        st.markdown(f":material/lightbulb: {plain(rival_sentences(tested)[-1], 200)}")
    bigger = plain(bare(tested["classes"][known["bigger_class"]["class_index"]]), 24)
    st.caption(
        "The same photos, answered three ways. *Hand-made features* are rules people wrote before "
        "computers learned them, fitted on the same photos. The last one says "
        f"{bigger} every time. In brackets: the range in which the share for any number of such "
        "photos lies, 95 times of 100."
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
