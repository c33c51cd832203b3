"""Which photos the label page goes through: what they are called, who decided, what is unclear."""

from __future__ import annotations

import streamlit as st

from core.dataset.records import SKIPPED, UNSURE, DatasetSummary, Faces, PictureQuery, Sort
from core.errors import CoreError
from ui import agreement, cache, cache_computed, identity, state
from ui.text import bare

# numbers, so that no class can have the same name
_ALL, _NONE, _LABELLED, _SKIPPED, _UNSURE, _BIN = range(6)
_WORDS = {
    _ALL: "all photos",
    _NONE: "no label yet",
    _LABELLED: "labelled",
    _SKIPPED: "skipped",
    _UNSURE: "not sure",
    _BIN: "in the bin",
}
_MARKS = {_NONE: "none", _SKIPPED: SKIPPED, _UNSURE: UNSURE}
_SORTS: dict[str, Sort] = {"by name": "name", "newest first": "newest", "oldest first": "oldest"}
_SPLITS = {
    "any": None,
    "to learn from": "train",
    "kept aside": "validation",
    "for the test": "test",
}
_FACES: dict[str, Faces | None] = {"any": None, "one": "one", "several": "several", "none": "none"}
_ANY = "any"
_WIDE = 132  # pixels: with the filters and the name in one row of a phone
_DOUBTED = "walk-doubted"


def draw(summary: DatasetSummary) -> PictureQuery:
    """Draw the filters and return what they describe."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        choice = _show(summary)
        with st.popover("Filters", icon=":material/filter_alt:"):
            text = st.text_input("Name contains", key="walk-text")
            sort = st.selectbox("Order", list(_SORTS), key="walk-sort")
            split, faces, source, person, doubted = _more()
        identity.field()
    return PictureQuery(
        label=choice if isinstance(choice, str) else None,
        unlabelled=choice == _NONE,
        labelled=choice == _LABELLED,
        binned=choice == _BIN,
        mark=_MARKS.get(choice) if isinstance(choice, int) else None,
        split=_SPLITS[split],
        faces=_FACES[faces],
        source=None if source == _ANY else source,
        changed_by=None if person == _ANY else person,
        ids=_chosen_ids(doubted=doubted),
        text=text or "",
        sort=_SORTS[sort],
    )


def _show(summary: DatasetSummary) -> str | int:
    options: list[str | int] = [*_WORDS, *summary.per_class]
    default = _NONE if summary.unlabelled and not state.get(state.PHOTO) else _ALL
    return st.selectbox(
        "Go through",
        options,
        index=options.index(default),
        format_func=lambda each: _WORDS[each] if isinstance(each, int) else bare(each),
        key="walk-label",
        width=_WIDE,
    )


def _more() -> tuple[str, str, str, str, bool]:
    store = cache.store()
    split = st.selectbox("Used", list(_SPLITS), key="walk-split")
    faces = st.selectbox("Faces", list(_FACES), key="walk-faces")
    sources, people = [_ANY, *store.sources()], [_ANY, *store.people()]
    source = st.selectbox("Came with", sources, format_func=bare, key="walk-source")
    person = st.selectbox("Changed by", people, format_func=bare, key="walk-person")
    doubted = st.toggle(
        "Only where the computer would say otherwise", key=_DOUBTED, on_change=_forget_disagreed
    )
    if state.get(state.DISPUTED):
        st.toggle("Only photos that people see differently", key=agreement.DISPUTED)
    return split, faces, source, person, doubted


def _chosen_ids(*, doubted: bool) -> tuple[str, ...] | None:
    if state.get(agreement.DISPUTED):
        return tuple(state.get(state.DISPUTED) or ())
    return _disagreed() if doubted else None


def _forget_disagreed() -> None:
    state.put(state.DISAGREED, None)


def _disagreed() -> tuple[str, ...]:
    """Return the photos whose label the computer doubts, as they were when the switch was set."""
    known: tuple[str, ...] | None = state.get(state.DISAGREED)
    if known is None:
        with st.spinner("Learning from your labels ..."):
            try:
                guesses = cache_computed.guesses(cache.store().revision())
            except CoreError as error:
                state.fail(error)
                guesses = {}
        known = tuple(each for each, guess in guesses.items() if guess.agrees is False)
        state.put(state.DISAGREED, known)
    return known
