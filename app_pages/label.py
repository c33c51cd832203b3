"""Check labels: one photo large, its facts, its label, and the way through the set."""

from ui import cache, label_view, routes, shell

shell.heading("Check labels", "One photo at a time: is the label right?")
summary = cache.store().summary()
if summary.total:
    label_view.one_at_a_time(summary)
    shell.next_button(routes.LABEL)
else:
    shell.empty("There are no photos to check yet.", "Add photos", routes.PHOTOS)
