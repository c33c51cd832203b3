"""The map of a set as a figure."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from ui.text import in_chart
from ui.theme import class_colour

_GREY = "#8A8A8A"
_RING = "#E0A100"
_SYMBOLS = ("circle", "square", "triangle-up", "diamond", "star", "cross", "triangle-down")
_AXIS = {"visible": False, "range": [-1.08, 1.08]}


def map_chart(
    places: Sequence[tuple[float, float]],
    labels: Sequence[str | None],
    ids: Sequence[str],
    order: Sequence[str],
    suspected: set[str],
) -> go.Figure:
    """Draw photos as points in the colour and shape of their label.

    Parameters
    ----------
    places : sequence of (float, float)
        Where each photo lies, -1 to 1.
    labels : sequence of (str or None)
        The label of each; None is drawn grey.
    ids : sequence of str
        The id of each, given back when points are chosen.
    order : sequence of str
        The classes, in class order.
    suspected : set of str
        Ids of photos that get a ring.
    """
    kinds: list[str | None] = [*order, *([None] if None in labels else [])]
    figure = go.Figure()
    for name in kinds:
        mine = [at for at, label in enumerate(labels) if label == name]
        figure.add_trace(_points(mine, places, ids, name, order))
    ringed = [at for at, picture in enumerate(ids) if picture in suspected]
    if ringed:
        figure.add_trace(_rings(ringed, places, ids))
    figure.update_layout(
        margin={"l": 0, "r": 0, "t": 8, "b": 0},
        height=560,
        dragmode="lasso",
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        xaxis=_AXIS,
        yaxis=_AXIS,
        uirevision="keep",
    )
    return figure


def _points(
    mine: list[int],
    places: Sequence[tuple[float, float]],
    ids: Sequence[str],
    name: str | None,
    order: Sequence[str],
) -> go.Scattergl:
    at = order.index(name) if name is not None else -1
    words = "no label yet" if name is None else in_chart(name, 24)
    return go.Scattergl(
        x=[places[each][0] for each in mine],
        y=[places[each][1] for each in mine],
        customdata=[ids[each] for each in mine],
        mode="markers",
        name=words,
        marker={
            "color": _GREY if name is None else class_colour(at),
            "symbol": "circle-open" if name is None else _SYMBOLS[at % len(_SYMBOLS)],
            "size": 7,
            "opacity": 0.75,
        },
        hovertemplate="%{fullData.name}<extra></extra>",
    )


def _rings(
    ringed: list[int], places: Sequence[tuple[float, float]], ids: Sequence[str]
) -> go.Scattergl:
    return go.Scattergl(
        x=[places[each][0] for each in ringed],
        y=[places[each][1] for each in ringed],
        customdata=[ids[each] for each in ringed],
        mode="markers",
        name="looks wrong",
        marker={"color": _RING, "symbol": "circle-open", "size": 13, "line": {"width": 2}},
        hovertemplate="looks wrong<extra></extra>",
    )
