"""A list that stays as it is while the person works on it, until they take in the new order.

The list belongs to one revision of the set. Once something has changed, the list for the set as it
is now is made in the background; it takes the place of the old one when the person says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from ui import cache, state

Found = TypeVar("Found")


@dataclass(frozen=True)
class Order:
    """Which revision of the set a list on the page belongs to.

    Parameters
    ----------
    name : str
        Keeps the lists of a page apart.
    """

    name: str

    @property
    def _shown(self) -> str:
        return f"order-{self.name}"

    @property
    def _listed(self) -> str:
        return f"listed-{self.name}"

    def current(self, make: Callable[[int], Future[Found]], doing: str) -> Found:
        """Return the list that is shown, waiting for it if need be.

        Parameters
        ----------
        make : callable
            Returns the list for a revision, being made in the background; cached.
        doing : str
            What to say while waiting.

        Raises
        ------
        CoreError
            As ``make``.
        """
        now = cache.store().revision()
        shown = state.get(self._shown)
        if shown is None:
            shown = now
            state.put(self._shown, shown)
        with st.spinner(doing):
            found = make(shown).result()
        if now != shown:
            self._prepare(make, now)
        return found

    def _prepare(self, make: Callable[[int], Future[Found]], now: int) -> None:
        """Begin with the list for now, unless an earlier one is still being made."""
        begun = state.get(f"{self._shown}-next")
        if begun is None or make(begun).done():
            state.put(f"{self._shown}-next", now)
            make(now)

    def listed(self, ids: Sequence[str]) -> list[str]:
        """Return the photos of the list: ``ids`` when it was new, and the same from then on."""
        if state.get(self._listed) is None:
            state.put(self._listed, list(ids))
        found: list[str] = state.get(self._listed)
        return found

    def renew_button(self, *, changed: bool = False) -> None:
        """Draw the button that takes in the new order, if the set or something else changed."""
        if changed or state.get(self._shown) != cache.store().revision():
            st.button(
                "Take in the new order",
                key=f"renew-{self.name}",
                icon=":material/refresh:",
                help="The list stays as it is until you press this.",
                on_click=self.renew,
            )

    def renew(self) -> None:
        """Let the list belong to the set as it is now."""
        state.put(self._shown, cache.store().revision())
        state.put(self._listed, None)
        state.put(f"{self.name}-page", 1)
