"""Where is it weaker? Kinds of photos side by side; pressing one shows what it got wrong there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.evaluation.report import mistakes
from core.evaluation.slices import FEWEST, slice_name, slice_sentences, slices, worst_first
from core.evaluation.wording import short_words
from core.files import sha256_bytes
from core.runs.run_directory import RunDirectory
from ui import cache, cache_computed, state, verdicts
from ui.errors import panel
from ui.text import count, listing, plain

if TYPE_CHECKING:
    from core.run_figures import Answers
    from core.slice_facts import Facts

_VERDICTS = {
    "worse": ":material/trending_down: worse than the others",
    "better": ":material/trending_up: better than the others",
    "no difference found": "no difference",
    "too few others": "too few others",
}


def draw(run: RunDirectory) -> None:
    """Draw the verdict, the kinds of photos, and the way to groups only a person knows."""
    answers = cache_computed.answers(run)
    if answers is None:
        return
    with st.spinner("Looking at the photos ..."):
        facts = cache_computed.slice_facts(run, answers).result()
    place = st.container()
    facts, table = _with_own_groups(run, answers, facts)
    name = f"slices {cache.store().revision()} {table}"
    found = cache_computed.once(run, name, partial(slices, answers.tested.right, facts))
    with place:
        _verdict(found)
        _list(run, answers, facts, found)


def _verdict(found: Sequence[dict[str, Any]]) -> None:
    told = worst_first(found)
    said = slice_sentences(found)
    if not told:
        st.markdown(f"Too few photos were tested: each kind needs {FEWEST}.")
    elif not said:
        st.markdown("**No kind of photo is worse than the others by more than chance.**")
    for each in said:
        st.markdown(f"**{plain(each, 300)}**")


def _list(
    run: RunDirectory, answers: Answers, facts: Facts, found: Sequence[dict[str, Any]]
) -> None:
    """Draw a line for each kind; below the one that was pressed, its mistakes."""
    told = worst_first(found)
    chosen = state.get(state.SLICE)
    if told:
        st.caption(
            "Press a kind to see its photos that the model got wrong. Beside it: the share right, "
            "and in brackets how far chance reaches. *Darker* only means darker than most of these."
        )
    for row in told:
        _line(run, row, chosen=chosen == (row["fact"], row["category"]))
        if chosen == (row["fact"], row["category"]):
            _mistakes(run, answers, facts, row)
    few = [row for row in found if row["verdict"] == "too few photos"]
    if few:
        with st.expander(f"Too few photos: {count(len(few), 'kind')}"):
            named = [f"{slice_name(row)} ({row['n']})" for row in few]
            st.markdown(f"Each needs {FEWEST}: {plain(listing(named), 2000)}.")


def _line(run: RunDirectory, row: dict[str, Any], *, chosen: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            plain(slice_name(row), 60),
            key=f"slice-{run.run_id}-{row['fact']}-{row['category']}",
            type="primary" if chosen else "secondary",
            width=260,
            on_click=state.put,
            args=(state.SLICE, None if chosen else (row["fact"], row["category"])),
        )
        verdict = _VERDICTS[row["verdict"]]
        st.markdown(f"{plain(short_words(row), 60)} · {verdict}", width="content")


def _mistakes(run: RunDirectory, answers: Answers, facts: Facts, row: dict[str, Any]) -> None:
    tested, known = answers.tested, facts[row["fact"]]
    pairs = zip(tested.ids, known, strict=True)
    inside = {key for key, category in pairs if category == row["category"]}
    wrong = mistakes(cache.predictions(str(run.predictions)), tested.classes, tested.split)
    rows = [each for each in wrong if each["id"] in inside]
    name = plain(slice_name(row), 80)
    st.markdown(f"#### {count(len(rows), 'mistake')} in {len(inside):,} {name}")
    st.button("Close", key="close-slice", on_click=state.put, args=(state.SLICE, None))
    if rows:
        verdicts.gallery(rows, tested.classes, key="slice")


def _with_own_groups(run: RunDirectory, answers: Answers, facts: Facts) -> tuple[Facts, str]:
    """Draw where a person hands in groups that nobody may guess.

    Returns
    -------
    tuple
        All facts, and what tells one table from another: the hash of its bytes, empty without.
    """
    from core.errors import ImportRefused  # noqa: PLC0415
    from core.group_table import group_facts, read_groups  # noqa: PLC0415
    from core.limits import GROUP_TABLE_BYTES  # noqa: PLC0415
    from core.slice_facts import with_groups  # noqa: PLC0415 - loads NumPy and Pillow

    with st.expander("Compare groups that only you know, such as age"):
        st.markdown(
            "Mien never guesses who is in a photo. If you know groups that should be treated "
            "alike, hand in a table (CSV): one column *file* with the names of the photos, and "
            "one column for each grouping. It is read for this page and not kept."
        )
        table = st.file_uploader(
            "Table of groups",
            type=["csv"],
            key=f"groups-{run.run_id}",
            max_upload_size=GROUP_TABLE_BYTES // 1_000_000,
        )
        if table is None:
            return facts, ""
        try:
            read = read_groups(table.getvalue(), table.name)
        except ImportRefused as error:
            panel(error)
            return facts, ""
        dataset = cache.store()
        found = group_facts(read, dataset.pictures(limit=dataset.count()), answers.tested.ids)
        for each in found.sentences:
            st.markdown(plain(each, 300))
    return with_groups(facts, found.facts), sha256_bytes(table.getvalue())
