"""The labeller: photos in a grid or one large, labelled by keys; a component without a build step.

What it and the server say to each other is told in ``docs/decisions/0014-labeller.md``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

KEY = "labeller"
"""The session key of what the browser said last, under ``say``."""

_HERE = Path(__file__).parent
_SCRIPTS = ("dom", "outbox", "album", "view", "desk", "keys", "main")


@cache
def _component() -> Any:
    scripts = [(_HERE / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS]
    return st.components.v2.component(
        "mien_labeller",
        html='<div class="desk"></div>',
        css=(_HERE / "labeller.css").read_text(encoding="utf-8"),
        js="\n".join(scripts),
    )


def said(state: Any) -> dict[str, Any] | None:
    """Return what the browser said last, None if it has not spoken yet."""
    message = state.get("say") if state else None
    return dict(message) if message else None


def draw(reply: dict[str, Any]) -> dict[str, Any] | None:
    """Draw the labeller with the server's reply; return what the browser said last."""
    return said(_component()(key=KEY, data=reply, on_say_change=_noticed))


def _noticed() -> None:
    """Nothing to do yet: the page answers when it is drawn."""
