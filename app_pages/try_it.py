"""Try it: give the model a new photo, read what it says, see where it looked."""

from ui import cache, routes, run_list, shell, try_it

shell.heading("Try it", "Give the model a photo it has never seen, and see where it looked.")
runs = cache.usable_runs()
if runs:
    try_it.draw(run_list.choose(runs))
else:
    now = shell.situation()
    if now.trainable or now.training:
        shell.empty("There is no model to try yet. Train one first.", "Train", routes.TRAIN)
    else:
        shell.empty(
            "There is no model to try yet. It begins with photos.",
            "Add photos",
            routes.PHOTOS,
        )
