"""Check labels: one photo large, its facts, its label, and the way through the set."""

from ui import agreement, cache, label_view, routes, shell

shell.heading(
    "Check labels",
    "Is the label right? If not, give another.",
)
summary = cache.store().summary()
if summary.total:
    label_view.draw(summary)
    agreement.draw()
    shell.next_button(routes.LABEL)
else:
    shell.empty("There are no photos to check yet.", "Add photos", routes.PHOTOS)
