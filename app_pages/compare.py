"""Compare: several trainings side by side, on the same photos."""

from core.comparison import FEWEST
from ui import cache, compare, plot, routes, shell

shell.heading("Compare", "Trainings side by side: how they learned, and which is better.")
runs = cache.usable_runs()
if len(runs) >= FEWEST:
    plot.load()
    compare.draw(runs)
elif cache.active_run():
    shell.empty("A training is under way; it takes two to compare.", "Watch it", routes.TRAIN)
elif cache.store().summary().total:
    shell.empty("It takes two trainings with a model to compare.", "Train", routes.TRAIN)
else:
    shell.empty("Nothing to compare yet. It begins with photos.", "Add photos", routes.PHOTOS)
