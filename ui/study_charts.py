"""Plain data of searches and learning curves -> Plotly figures."""

from __future__ import annotations

from itertools import accumulate
from math import log10
from typing import Any

import plotly.graph_objects as go

from core.evaluation.figures import share_of
from core.evaluation.learning_curve import PowerLaw
from core.runs.studies import Attempt
from ui.theme import TRAINING, VALIDATION

_ROOM = {"automargin": True}
_FADED = "#8A8A8A"
_STEPS = 60
_APART = 1.4  # times as many photos: names that are nearer would overlap
_BESIDE = 0.08  # of the axis, left and right of the points
_SHARE = {**_ROOM, "title": "share right", "tickformat": ".0%"}
_MARGIN = {"l": 8, "r": 16, "t": 36, "b": 44}
_LEGEND = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}


def tries(attempts: tuple[Attempt, ...], aside: int) -> go.Figure:
    """Draw how good each try was on the photos kept aside, and the best so far.

    Parameters
    ----------
    attempts : tuple of Attempt
        In order.
    aside : int
        Photos that judged them, at least 1.
    """
    whole = [each for each in attempts if each.status == "done"]
    others = [each for each in attempts if each.status != "done" and each.accuracies]
    figure = go.Figure(
        [
            _points(whole, aside, "went to its end", VALIDATION, "square"),
            _points(others, aside, "given up, out of time or still learning", _FADED, "x"),
            _best_line(whole),
        ]
    )
    figure.update_layout(
        margin=_MARGIN,
        legend=_LEGEND,
        xaxis={"title": "try", "dtick": max(1, len(attempts) // 10)},
        yaxis=_SHARE,
    )
    return figure


def _points(attempts: list[Attempt], aside: int, name: str, colour: str, symbol: str) -> go.Scatter:
    reached = [_reached(each) for each in attempts]
    ends = [share_of(share, aside)["interval"] for share in reached]
    return go.Scatter(
        x=[each.number + 1 for each in attempts],
        y=reached,
        name=name,
        mode="markers",
        marker={"color": colour, "symbol": symbol, "size": 8},
        error_y=_bars(reached, ends, colour),
        hovertemplate="%{y:.1%}",
    )


def _reached(attempt: Attempt) -> float:
    return max(attempt.accuracies, default=0.0) if attempt.accuracy is None else attempt.accuracy


def _bars(shares: list[float], ends: list[list[float]], colour: str) -> dict[str, Any]:
    return {
        "array": [high - at for at, (_, high) in zip(shares, ends, strict=True)],
        "arrayminus": [at - low for at, (low, _) in zip(shares, ends, strict=True)],
        "color": colour,
        "thickness": 1,
    }


def _best_line(attempts: list[Attempt]) -> go.Scatter:
    best = list(accumulate((_reached(each) for each in attempts), max))
    return go.Scatter(
        x=[each.number + 1 for each in attempts],
        y=best,
        name="best so far",
        mode="lines",
        line={"color": TRAINING, "shape": "hv", "width": 2.5},
        hoverinfo="skip",
    )


def learning_curve(points: list[dict[str, Any]], found: dict[str, Any] | None) -> go.Figure:
    """Draw accuracy against the number of photos learned from, and on to twice as many.

    Parameters
    ----------
    points : list of dict
        ``photos``, ``accuracy`` and ``n`` of each training.
    found : dict or None
        As `core.evaluation.learning_curve.outlook` returns it.
    """
    shares = [each["accuracy"] for each in points]
    ends = [share_of(each["accuracy"], each["n"])["interval"] for each in points]
    measured = go.Scatter(
        x=[each["photos"] for each in points],
        y=shares,
        name="measured",
        mode="markers",
        marker={"color": VALIDATION, "symbol": "square", "size": 9},
        error_y=_bars(shares, ends, VALIDATION),
        hovertemplate="%{x:,} photos: %{y:.1%}<extra></extra>",
    )
    figure = go.Figure([measured, *(_law(points, found) if found else [])])
    figure.update_layout(
        margin=_MARGIN,
        legend=_LEGEND,
        xaxis=_photos_axis([*(each["photos"] for each in points), *_doubled(found)]),
        yaxis=_SHARE,
    )
    return figure


def _photos_axis(sizes: list[int]) -> dict[str, Any]:
    """Return a logarithmic axis that the sizes fill, named by them alone."""
    named: list[int] = []
    for size in sorted(sizes):
        if not named or size > _APART * named[-1]:
            named.append(size)
    ends = log10(min(sizes)), log10(max(sizes))
    room = _BESIDE * max(ends[1] - ends[0], log10(2))
    return {
        "title": "photos it learned from",
        "type": "log",
        "range": [ends[0] - room, ends[1] + room],
        "tickvals": named,
        "ticktext": [f"{size:,}" for size in named],
        "tickangle": 0,
        **_ROOM,
    }


def _doubled(found: dict[str, Any] | None) -> list[int]:
    return [found["photos"]] if found else []


def _law(points: list[dict[str, Any]], found: dict[str, Any]) -> list[go.Scatter]:
    smallest = min(each["photos"] for each in points)
    ratio = found["photos"] / smallest
    sizes = [smallest * ratio ** (step / _STEPS) for step in range(_STEPS + 1)]
    law = PowerLaw(*found["law"])
    low, high = found["interval"]
    through = go.Scatter(
        x=sizes,
        y=[law.at(size) for size in sizes],
        name="as it goes on",
        mode="lines",
        line={"color": TRAINING, "dash": "dash", "width": 2.5},
        hoverinfo="skip",
    )
    doubled = go.Scatter(
        x=[found["photos"]],
        y=[found["accuracy"]],
        name="twice as many",
        mode="markers",
        marker={"color": TRAINING, "symbol": "circle-open", "size": 10},
        error_y=_bars([found["accuracy"]], [[low, high]], TRAINING),
        hovertemplate="%{x:,} photos: %{y:.1%}<extra></extra>",
    )
    return [through, doubled]
