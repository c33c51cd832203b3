"""What the computer would say about a photo, fitted anew while the person labels."""

from __future__ import annotations

import streamlit as st

from core.dataset.records import PictureRecord
from core.evaluation.figures import share_of
from core.evaluation.wording import right_words
from core.training_plan import FEWEST
from ui import cache, cache_computed
from ui.errors import guard
from ui.text import plain, share


def draw(record: PictureRecord) -> None:
    """Draw a switch, and while it is on what the computer would say about this photo."""
    if not st.toggle("Show what the computer would say", key="second-opinion"):
        return
    with guard(), st.spinner("Learning from your labels ..."):
        known = cache_computed.guesses(cache.store().revision())
        if not known:
            st.caption(f"It needs at least {FEWEST} labelled photos of two kinds.")
            return
        guess = known.get(record.id)
        if guess is None:
            st.caption("No face was found here, so the computer says nothing.")
        else:
            words = {None: "", True: ", as you did", False: ". You say otherwise"}[guess.agrees]
            sure = share(guess.probability)
            st.markdown(f"It would say **{plain(guess.label)}** ({sure} sure){words}.")
        judged = [each.agrees for each in known.values() if each.agrees is not None]
        same = right_words(share_of(sum(judged) / len(judged), len(judged)))
        st.caption(f"From the other labels alone it would have labelled the same: {same}.")
