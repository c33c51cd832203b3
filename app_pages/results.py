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
    now = shell.situation()
    if now.training:
        shell.empty("Your first training is under way.", "Watch it", routes.TRAIN)
    elif now.trainable:
        shell.empty("No model yet. Train one first; that is the next step.", "Train", routes.TRAIN)
    else:
        shell.empty("No model yet. It begins with photos.", "Add photos", routes.PHOTOS)
