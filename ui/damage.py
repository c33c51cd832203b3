"""A damaged database: one sentence, one button, and afterwards what came back."""

from __future__ import annotations

import streamlit as st

from core.dataset.snapshots.restoring import newest_copy, put_back_sentences, restore_database
from core.errors import CoreError, DatabaseDamaged
from ui import cache, state
from ui.errors import panel
from ui.text import ago, plain

_PLACE = "damage"


def draw(error: DatabaseDamaged) -> None:
    """Draw what is wrong with the database, and the button that puts it back."""
    copied = newest_copy(cache.workspace())
    if copied is None:
        panel(error)
        return
    st.title("Your labels can be put back", anchor=False)
    st.markdown(
        f"The database is damaged or gone. Mien keeps copies of it, the newest made {ago(copied)}, "
        "and a log of everything you decided since; your photos are untouched, and the damaged "
        "file is kept."
    )
    state.show_message(_PLACE)
    st.button(
        "Put my labels back",
        type="primary",
        icon=":material/settings_backup_restore:",
        key="put-database-back",
        on_click=_put_back,
    )


def show_outcome() -> None:
    """Show once what came back."""
    state.show_message(_PLACE)


def _put_back() -> None:
    try:
        done = restore_database(cache.workspace())
    except CoreError as error:
        state.fail(error, _PLACE)
    else:
        state.say(plain(" ".join(put_back_sentences(done)), 600), _PLACE)
    cache.forget_computed()
