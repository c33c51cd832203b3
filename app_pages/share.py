"""Share: take a model away, with its answers checked, and the whole project as one file."""

from ui import backup, cache, run_list, share_model, shell, state

shell.heading(
    "Share", "Take a model away: it answers elsewhere as it does here, and that is checked first."
)
state.show_message(share_model.PLACE)
runs = cache.usable_runs()
if runs:
    share_model.draw(run_list.choose(runs))
else:
    shell.no_model()
    share_model.starter_words()
backup.draw()
