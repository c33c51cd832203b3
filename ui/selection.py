"""Which photos of the gallery are ticked in this browser tab."""

from __future__ import annotations

from collections.abc import Sequence

from ui import state


def key(picture_id: str) -> str:
    """Return the session key of a photo's tick box."""
    return f"pick-{picture_id}"


def holds(picture_id: str) -> bool:
    """Return whether a photo is ticked."""
    return bool(state.get(key(picture_id), False))


def put(ids: Sequence[str], chosen: bool) -> None:
    """Tick photos, or clear their ticks."""
    for picture_id in ids:
        state.put(key(picture_id), chosen)
