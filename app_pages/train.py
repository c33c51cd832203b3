"""Train: choose, start, watch the curves grow, stop and keep the best."""

import streamlit as st

from core.dataset.framing import current_framing
from core.readiness import readiness
from ui import (
    cache,
    compare,
    live,
    plot,
    routes,
    run_life,
    run_list,
    search,
    shell,
    state,
    train_form,
)

shell.heading(
    "Train", "The computer looks at your photos again and again and learns the difference."
)
ready = readiness(cache.store(), current_framing(cache.store()))
active = cache.active_run()
runs = cache.runs()
if not cache.store().summary().total:
    shell.empty("There is nothing to learn from yet.", "Add photos", routes.PHOTOS)
else:
    plot.load()
    state.show_message()
    if runs:
        live.panel(active or runs[0])
    run_life.queue(active)
    if active:
        with st.expander("Train another one; it waits until this one is done"):
            train_form.draw(ready)
    else:
        train_form.draw(ready)
    search.draw(ready)
    run_life.damaged()
    run_list.draw(runs)
    compare.link(runs)
    if runs:
        run_life.manage(runs)
    run_life.bin_of_runs()
    if not active:
        shell.next_button(routes.TRAIN)
