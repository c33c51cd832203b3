"""Add photos: bring them in, see what came, and look through the set."""

import streamlit as st

from ui import (
    cache,
    face_panel,
    first_notice,
    gallery,
    import_panel,
    kinds,
    routes,
    shell,
    split_panel,
    take_away,
    upload,
)
from ui.errors import guard

shell.heading(
    "Add photos",
    "A zip, photos or a whole folder. Folders named after a kind (`happy`, `sad`) become labels.",
)
importing = import_panel.current()
summary = cache.store().summary()
first_notice.draw(summary.total + summary.binned)
with guard(), st.expander("Add more photos") if summary.total else st.container():
    upload.sources()
import_panel.last_report()
if summary.total:
    face_panel.draw(importing=importing)
    st.subheader("Your photos", anchor="your-photos")
    gallery.counts(summary)
    kinds.draw(summary)
    gallery.browse(summary)
    split_panel.draw()
    take_away.draw()
    shell.next_button(routes.PHOTOS)
