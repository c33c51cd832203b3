"""See how good: how many new photos the model gets right, which it gets wrong, and relabelling."""

from ui import cache, compare, plot, results, routes, run_list, shell, state

shell.heading("See how good", "Checked on photos the model has never seen while learning.")
runs = cache.usable_runs()
if runs:
    run = run_list.choose(runs)
    plot.load()
    results.draw(run)
    compare.link(runs)
    state.put(state.SEEN, run.run_id)
    shell.next_button(routes.RESULTS)
else:
    shell.no_model()
