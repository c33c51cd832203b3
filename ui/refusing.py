"""What if it may say "not sure"? How often it is right where it answers only the surest."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.evaluation.refusing import refusing_sentences
from core.run_curves import refusing_figures
from core.run_figures import few_sentence
from core.runs.run_directory import RunDirectory
from ui import cache_computed, plot
from ui.result_charts import coverage
from ui.text import plain, share


def draw(run: RunDirectory) -> None:
    """Draw the sentences, the curve and what was promised."""
    answers = cache_computed.answers(run)
    if answers is None or answers.few:
        st.markdown(few_sentence(answers.tested.n if answers else 0))
        return
    found = cache_computed.once(run, "refusing", partial(refusing_figures, answers))
    said = refusing_sentences(found["figures"])
    rows = len(found["figures"]["rows"])
    st.markdown("\n".join(f"- {plain(each, 400)}" for each in said[:rows]))
    curve = found["curve"]
    plot.draw(
        coverage(curve),
        key=f"coverage-{run.run_id}",
        alt=f"Share right against the share of photos answered: {share(curve[0]['accuracy'])} of "
        f"the surest {share(curve[0]['coverage'])}, {share(curve[-1]['accuracy'])} of all.",
    )
    st.caption(
        "To the left it refuses more photos, the least sure ones first. A good model gets better "
        "there; the shade shows how far chance reaches."
    )
    for each in said[rows:]:
        st.markdown(f":material/handshake: {plain(each, 500)}")
