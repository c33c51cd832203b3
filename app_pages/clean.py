"""Clean up: labels that look wrong, look-alikes, poor photos, a map, and what to label next."""

from ui import cache, clean_up, routes, shell

shell.heading(
    "Clean up", "What is worth a look: wrong labels, copies and poor photos, the surest first."
)
if cache.store().summary().total:
    clean_up.draw()
    shell.next_button(routes.CLEAN)
else:
    shell.empty("There are no photos to clean up yet.", "Add photos", routes.PHOTOS)
