"""Can its percentages be believed? How sure it says it is, beside how often it is right."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.evaluation.calibration import calibration_sentence
from core.evaluation.certainty import Certainty
from core.evaluation.wording import right_words
from core.run_curves import calibration_figures
from core.run_figures import few_sentence
from core.runs.run_directory import RunDirectory
from ui import cache_computed, plot
from ui.result_charts import reliability
from ui.text import count, plain, share


def draw(run: RunDirectory) -> None:
    """Draw the sentences, the reliability chart and what the figures mean."""
    _scaled(run)
    answers = cache_computed.answers(run)
    if answers is None or answers.few:
        st.markdown(few_sentence(answers.tested.n if answers else 0))
        return
    found = cache_computed.once(run, "calibration", partial(calibration_figures, answers))
    st.markdown(f"**{plain(calibration_sentence(found), 300)}**")
    plot.draw(
        reliability(found["bins"]),
        key=f"reliability-{run.run_id}",
        alt=f"Share right against how sure it says it is, in {count(len(found['bins']), 'group')} "
        f"of {count(found['n'], 'photo')}.",
    )
    st.caption(
        "Each point stands for about as many photos. On the dashed line it is right as often as "
        "it says; below the line it is too sure, above it too modest. The bars show how far "
        "chance reaches."
    )
    with st.expander("Show as a table"):
        st.table(
            [
                {"says": share(each["confidence"]), "right": right_words(each)}
                for each in found["bins"]
            ],
            hide_index=True,
        )
    st.markdown(
        f"Brier score **{found['brier']:.3f}**: the mean squared miss of its percentages; 0 is "
        "perfect. Expected calibration error "
        f"**{100 * found['ece']:.1f} points**: how far they are off on average. Even true "
        f"percentages would show **{100 * found['noise_floor']:.1f} points** on so many photos, "
        "by chance alone (the noise floor)."
    )


def _scaled(run: RunDirectory) -> None:
    """Say what was done to its percentages; a training from before that left nothing to say."""
    certainty = Certainty.load(run.certainty)
    if certainty:
        st.markdown(f":material/tune: {plain(certainty.temperature_sentence(), 300)}")
