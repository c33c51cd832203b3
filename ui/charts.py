"""Plain data -> Plotly figures; no Streamlit, no files, no models."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import plotly.graph_objects as go

from core.runs.state import EpochRecord
from ui.text import in_chart, share
from ui.theme import TRAINING, VALIDATION, class_colour, class_shape

MOST_BARS = 24
"""Classes that get a bar each; more cannot be read at once."""

MOST_SHARES = 12
"""Classes whose share is drawn beside a photo."""

Value = TypeVar("Value", int, float)

_ROOM = {"automargin": True}
_GREY = "#8A8A8A"
_MARK = "#E0A100"  # stands out on the bars and on both grounds


@lru_cache(maxsize=16)
def learning_curves(
    history: tuple[EpochRecord, ...],
    epochs: int,
    what: str,
    first: tuple[float, EpochRecord] | None = None,
    best: EpochRecord | None = None,
) -> go.Figure:
    """Draw one measure over the rounds, for training photos and for those kept aside.

    Parameters
    ----------
    history : tuple of EpochRecord
        The finished rounds, in order.
    epochs : int
        How many rounds are planned; the axis keeps room for them.
    what : {"accuracy", "loss"}
        The measure.
    first : tuple of (float, EpochRecord), optional
        How much of the first round is done, 0 to 1, and how it goes: a point until it ends.
    best : EpochRecord, optional
        The round whose weights are the model so far; it gets a star.

    Returns
    -------
    plotly.graph_objects.Figure
        The same object for the same values, so do not change it: pages ask every second, and a
        new point comes once a round.
    """
    rounds: list[float] = [record.epoch for record in history]
    learned: list[float | None] = [getattr(record, what) for record in history]
    begun: list[float] = [first[0]] if first else []
    going: list[float | None] = [getattr(first[1], what)] if first else []
    aside = [getattr(record, f"val_{what}") for record in history]
    figure = go.Figure(
        [
            _curve(
                [*begun, *rounds],
                [*going, *learned],
                "photos it learns from",
                colour=TRAINING,
                mark=("circle", "solid"),
            ),
            _curve(rounds, aside, "photos kept aside", colour=VALIDATION, mark=("square", "dash")),
            *_star(best, what),
        ]
    )
    figure.update_layout(
        margin={"l": 8, "r": 16, "t": 36, "b": 44},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        hovermode="x unified",
        xaxis={"title": "round", "range": [0, max(epochs, 2) + 0.5], "dtick": _tick(epochs)},
        yaxis=_measure_axis(what),
    )
    return figure


def right_bars(named: dict[str, dict[str, Any]]) -> go.Figure:
    """Draw shares of right answers as horizontal bars, each with its 95 % interval.

    Parameters
    ----------
    named : dict of str to dict
        ``accuracy`` (0 to 1) and ``interval`` by name, the first one on top and in colour.
    """
    shares = [figures["accuracy"] for figures in named.values()]
    ends = [figures["interval"] for figures in named.values()]
    figure = go.Figure(
        go.Bar(
            x=shares,
            y=list(named),
            orientation="h",
            marker={"color": [class_colour(0), *[_GREY] * (len(shares) - 1)]},
            error_x={
                "array": [high - at for at, (_, high) in zip(shares, ends, strict=True)],
                "arrayminus": [at - low for at, (low, _) in zip(shares, ends, strict=True)],
                "color": _MARK,
                "thickness": 2,
            },
            hovertemplate="%{x:.1%}<extra></extra>",
        )
    )
    figure.update_layout(
        margin={"l": 8, "r": 16, "t": 4, "b": 28},
        showlegend=False,
        xaxis={**_ROOM, "range": [0, 1.02], "tickformat": ".0%"},
        yaxis={**_ROOM, "autorange": "reversed"},
    )
    return figure


def largest(values: Mapping[str, Value], most: int = MOST_BARS) -> list[tuple[int, str, Value]]:
    """Return each class's position, name and value; of more than ``most``, the largest."""
    rows = [(position, name, value) for position, (name, value) in enumerate(values.items())]
    return rows if len(rows) <= most else sorted(rows, key=lambda row: -row[2])[:most]


def class_bars(per_class: Mapping[str, int]) -> go.Figure:
    """Draw the number of photos of the `largest` classes as bars in the class colours."""
    return _bars(largest(per_class), "{:,}".format)


def _bars(rows: Sequence[tuple[int, str, Any]], words: Callable[[Any], str]) -> go.Figure:
    figure = go.Figure(
        go.Bar(
            x=[value for _, _, value in rows],
            y=[*range(len(rows))],  # long names may be cut to the same words
            orientation="h",
            marker={"color": [class_colour(position) for position, _, _ in rows]},
            text=[words(value) for _, _, value in rows],
            textposition="auto",
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    figure.update_layout(
        margin={"l": 8, "r": 24, "t": 4, "b": 4},
        xaxis={"visible": False, "fixedrange": True},
        yaxis={
            "autorange": "reversed",
            "automargin": True,
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "ticks": "",
            "tickvals": [*range(len(rows))],
            "ticktext": [
                f"{class_shape(position)} {in_chart(name, 24)}" for position, name, _ in rows
            ],
        },
        bargap=0.35,
    )
    return figure


def probability_bars(probabilities: Mapping[str, float]) -> go.Figure:
    """Draw the share the model gives the `largest` classes, a dozen at most."""
    figure = _bars(largest(probabilities, MOST_SHARES), share)
    figure.update_xaxes(range=[0, 1])
    return figure


def confusion_map(confusion: Sequence[Sequence[int]], classes: Sequence[str]) -> go.Figure:
    """Draw a confusion matrix as colours: the share of each row, darkest where all of it is.

    Parameters
    ----------
    confusion : sequence of sequence of int, shape (K, K)
        Rows are the labels, columns the answers.
    classes : sequence of str
        The K class names.
    """
    names = [in_chart(name, 24) for name in classes]
    totals = [sum(row) for row in confusion]
    figure = go.Figure(
        go.Heatmap(
            z=[
                [number / (total or 1) for number in row]
                for row, total in zip(confusion, totals, strict=True)
            ],
            text=[
                [f"{number:,} of {total:,}" for number in row]
                for row, total in zip(confusion, totals, strict=True)
            ],
            customdata=[[[truth, said] for said in names] for truth in names],
            hovertemplate="labelled %{customdata[0]}<br>said %{customdata[1]}<br>%{text}"
            "<extra></extra>",
            colorscale=[[0, "rgba(0, 114, 178, 0.06)"], [1, class_colour(0)]],
            showscale=False,
            zmin=0,
            zmax=1,
        )
    )
    hidden = {"showticklabels": False, "ticks": "", "showgrid": False, "zeroline": False}
    figure.update_layout(
        margin={"l": 32, "r": 8, "t": 8, "b": 32},
        xaxis={**hidden, "title": "what the model said"},
        yaxis={**hidden, "title": "the label", "autorange": "reversed"},
    )
    return figure


def _curve(
    x: list[float], y: list[float | None], name: str, *, colour: str, mark: tuple[str, str]
) -> go.Scatter:
    symbol, dash = mark
    return go.Scatter(
        x=x,
        y=y,
        name=name,
        mode="lines+markers",
        line={"color": colour, "dash": dash, "width": 2.5},
        marker={"symbol": symbol, "size": 7},
        hovertemplate="%{y:.3f}",
    )


def _star(best: EpochRecord | None, what: str) -> list[go.Scatter]:
    reached = getattr(best, f"val_{what}") if best else None
    if best is None or reached is None:
        return []
    star = {"symbol": "star", "size": 15, "color": _MARK, "line": {"width": 1, "color": "#333"}}
    return [
        go.Scatter(
            x=[best.epoch],
            y=[reached],
            name="best round",
            mode="markers",
            marker=star,
            hoverinfo="skip",
        )
    ]


def _tick(epochs: int) -> int:
    return max(1, round(epochs / 8))


def _measure_axis(what: str) -> dict[str, object]:
    if what == "accuracy":
        return {**_ROOM, "title": "share right", "range": [0, 1.02], "tickformat": ".0%"}
    return {**_ROOM, "title": "error (lower is better)", "rangemode": "tozero"}
