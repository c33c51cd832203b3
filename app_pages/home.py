"""Home: what Mien is, the five steps, and the one next thing to do."""

from ui import first_notice, home, routes, shell, state
from ui.spine import steps

shell.heading(
    "Teach your computer to tell photos apart",
    "From your own photos to a model that shows what it looked at, in five steps.",
)
now = shell.situation()
home.disk()
first_notice.draw(now.photos)
if not now.photos:
    home.welcome()
home.spine(steps(now))
if now.models and state.get(state.TRIED):
    shell.hint("Good enough to use elsewhere?", "Take it away", routes.SHARE)
home.about(expanded=False)
