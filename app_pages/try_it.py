"""Try it: give a model a new photo, read what it says, see where it looked."""

from ui import cache, routes, run_list, shell, try_it

shell.heading("Try it", "Give a model a photo it has never seen, and see where it looked.")
models = cache.models_to_try()
if not cache.usable_runs() and models:
    shell.hint(
        "This model came with Mien and knows happy and sad faces. For your own kinds:",
        "Add photos",
        routes.PHOTOS,
    )
if models:
    try_it.draw(run_list.choose(models), models)
    if cache.usable_runs():
        shell.hint("Good enough to use elsewhere?", "Take it away", routes.SHARE)
else:
    shell.empty("There is no model to try yet. Train one first.", "Train", routes.TRAIN)
