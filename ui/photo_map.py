"""The set as a map: photos that look alike lie near each other; what is circled is shown below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.errors import CoreError
from ui import cache, cache_computed, gallery, selection, state, verdicts
from ui.errors import guard
from ui.map_chart import map_chart
from ui.order import Order
from ui.text import count

if TYPE_CHECKING:
    from core.set_map import Place

PER_PAGE = 24
_ORDER = Order("map")


@st.fragment
def draw() -> None:
    """Draw the map, and the photos of the part that is circled."""
    state.redraw_if_stale()
    with guard():
        places = _ORDER.current(cache_computed.set_map, "Laying out the map ...")
        here = set(cache.store().picture_ids())
        known = [each for each in places if each.id in here]
        st.markdown("Draw around photos to see them below. Those with a ring look wrong.")
        chosen = _chart(known)
        _ORDER.renew_button()
        if chosen:
            _photos(chosen)
        else:
            state.show_message()


def _chart(places: list[Place]) -> list[str]:
    order = cache.store().classes()
    labels = {picture: label for picture, _, label, _ in cache.store().training_pictures()}
    figure = map_chart(
        [(each.x, each.y) for each in places],
        [labels.get(each.id) for each in places],
        [each.id for each in places],
        order,
        _suspected(),
    )
    event: Any = st.plotly_chart(
        figure,
        key="photo-map",
        on_select="rerun",
        selection_mode=("lasso", "box"),
        config={"displaylogo": False, "scrollZoom": True},
    )
    points = event["selection"]["points"]
    return list(dict.fromkeys(str(_id(each["customdata"])) for each in points))


def _id(customdata: Any) -> Any:
    return customdata[0] if isinstance(customdata, list | tuple) else customdata


def _suspected() -> set[str]:
    """Return the photos whose label looks wrong, once that is known."""
    future = cache_computed.suspects(cache.store().revision())
    try:
        return {each.id for each in future.result().suspects} if future.done() else set()
    except CoreError:  # too few labels: the part with the suspects says so
        return set()


def _photos(chosen: list[str]) -> None:
    st.markdown(f"**{count(len(chosen), 'photo')}** in the part you drew around")
    pages = -(-len(chosen) // PER_PAGE)
    bar, place = st.container(), st.container()
    page = st.pagination(pages, key="map-page") if pages > 1 else 1
    known = verdicts.records(chosen[(page - 1) * PER_PAGE : page * PER_PAGE])
    shown = list(known.values())
    with bar:
        picked = [each for each in shown if selection.holds(each.id)]
        gallery.actions(picked, shown, binned=False)
    with place:
        gallery.tiles(shown, cache.store().summary())
