"""What the computer would say about a photo, fitted anew while the person labels."""

from __future__ import annotations

import time

import streamlit as st

from core.dataset import labels
from core.dataset.records import PictureRecord
from core.evaluation.figures import share_of
from core.evaluation.wording import right_words
from core.readiness import FEWEST
from ui import cache, cache_computed, changes, state
from ui.errors import guard
from ui.text import plain, share

_FRESH_SECONDS = 20


def draw(record: PictureRecord) -> None:
    """Draw a switch, and while it is on what the computer would say about this photo."""
    shown = st.toggle(
        "Second opinion", key="second-opinion", help="What the computer would say about this photo."
    )
    if not shown:
        return
    with guard(), st.spinner("Learning from your labels ..."):
        known = cache_computed.guesses(_revision())
        if not known:
            st.caption(f"It needs at least {FEWEST} labelled photos of two kinds.")
            return
        guess = known.get(record.id)
        if guess is None:
            st.caption("No face was found here, so the computer says nothing.")
        else:
            agrees = None if record.label is None else record.label == guess.label
            words = {None: "", True: ", as you did", False: ". You say otherwise"}[agrees]
            sure = share(guess.probability)
            st.markdown(f"It would say **{plain(guess.label)}** ({sure} sure){words}.")
            if not agrees:
                st.button(
                    f"Label it {plain(guess.label, 30)}",
                    key=f"suggested-{record.id[:16]}",
                    on_click=_accept,
                    args=(record, guess.label),
                )
        judged = [each.agrees for each in known.values() if each.agrees is not None]
        same = right_words(share_of(sum(judged) / len(judged), len(judged)))
        st.caption(f"From the other labels alone it would have labelled the same: {same}.")


def _revision() -> int:
    """Return the state of the set to learn from: a recent one, so that labelling never waits."""
    known: tuple[int, float] | None = state.get(state.GUESSED)
    if known is None or time.monotonic() - known[1] > _FRESH_SECONDS:
        known = cache.store().revision(), time.monotonic()
        state.put(state.GUESSED, known)
    return known[0]


def _accept(record: PictureRecord, label: str) -> None:
    changes.change(labels.set_label, [record], label, why="suggestion")
