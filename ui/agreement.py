"""Several people, the same photos: how far they agree, and the photos they see differently."""

from __future__ import annotations

from itertools import combinations

import streamlit as st

from core.dataset.opinions import Opinions, disputes, opinions
from core.evaluation.agreement import agreement_words, cohens_kappa
from ui import cache, state
from ui.text import bare, count, plain

DISPUTED = "walk-disputed"


def draw() -> None:
    """Draw how far people agree; nothing while only one person labels."""
    known = opinions(cache.store())
    if not known:
        return
    with st.expander(f"Several people labelled {count(len(known), 'photo')}"):
        for sentence in sentences(known):
            st.markdown(sentence)
        apart = disputes(known)
        if apart:
            st.button(
                f"Show the {count(len(apart), 'photo')} they see differently",
                key="show-disputed",
                on_click=_show,
                args=(tuple(apart),),
            )
            _table(known, apart)


def sentences(known: Opinions) -> list[str]:
    """Return for each two people how often they agree, in words and as Cohen's kappa."""
    people = sorted({person for each in known.values() for person in each})
    told = []
    for one, other in combinations(people, 2):
        pairs = [
            (each[one], each[other]) for each in known.values() if one in each and other in each
        ]
        if not pairs:
            continue
        same = sum(a == b for a, b in pairs)
        kappa = cohens_kappa([a for a, _ in pairs], [b for _, b in pairs])
        beyond = "" if kappa is None else f": {agreement_words(kappa)} (Cohen's kappa {kappa:.2f})"
        told.append(
            f"**{plain(one)}** and **{plain(other)}** agree on {same:,} of "
            f"{count(len(pairs), 'photo')}{beyond}."
        )
    return told


def _table(known: Opinions, apart: list[str]) -> None:
    records = cache.store().records(apart[:100])
    people = sorted({person for each in apart for person in known[each]})
    rows = {"Photo": [bare(record.name) for record in records]}
    for person in people:
        rows[bare(person)] = [bare(known[record.id].get(person, "")) for record in records]
    st.dataframe(rows, hide_index=True)


def _show(ids: tuple[str, ...]) -> None:
    state.put(state.DISPUTED, ids)
    state.put(DISPUTED, value=True)
    state.put("walk-label", 0)
    state.put(state.PHOTO, None)
