"""How good a model is, as figures: thresholds, percentages and refusing. Plain data -> Plotly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from ui.theme import TRAINING

_GREY = "#8A8A8A"
_MARK = "#E0A100"  # stands out on the lines and on both grounds
_BAND = "rgba(0, 114, 178, 0.18)"
_MARGIN = {"l": 8, "r": 16, "t": 8, "b": 44}
_ENDS = [-0.02, 1.02]

Point = tuple[float, float]


def precision_recall(
    curve: Mapping[str, Sequence[float]], base: float, mark: Point | None
) -> go.Figure:
    """Draw how many of those named are right against how many are found.

    Parameters
    ----------
    curve : mapping
        ``recall`` and ``precision``, 0 to 1, of equal length.
    base : float
        Share of the class among all photos: the height of guessing.
    mark : tuple of float or None
        Recall and precision at the threshold; None where no photo is named.
    """
    figure = _curve(curve["recall"], curve["precision"], ((0, base), (1, base)), mark)
    return _titled(figure, "share found (recall)", "share trusted (precision)")


def roc(curve: Mapping[str, Sequence[float]], mark: Point | None) -> go.Figure:
    """Draw how many are found against how many of the others are taken for them.

    Parameters
    ----------
    curve : mapping
        ``false_positive_rate`` and ``true_positive_rate``, 0 to 1, of equal length.
    mark : tuple of float or None
        Both at the threshold.
    """
    x, y = curve["false_positive_rate"], curve["true_positive_rate"]
    figure = _curve(x, y, ((0, 0), (1, 1)), mark)
    return _titled(figure, "false alarms among the others", "share found (recall)")


def reliability(bins: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Draw how often answers are right against how sure they are, each with its 95 % interval.

    Parameters
    ----------
    bins : sequence of mapping
        As `core.evaluation.calibration.reliability_bins` returns them.
    """
    shares = [each["accuracy"] for each in bins]
    lows, highs = zip(*(each["interval"] for each in bins), strict=True)
    figure = go.Figure(
        [
            _line([(0, 0), (1, 1)], "as often right as it says"),
            go.Scatter(
                x=[each["confidence"] for each in bins],
                y=shares,
                name="its answers, with the range chance leaves",
                mode="markers",
                marker={"symbol": "circle", "size": 10, "color": TRAINING},
                error_y={
                    "array": [high - at for at, high in zip(shares, highs, strict=True)],
                    "arrayminus": [at - low for at, low in zip(shares, lows, strict=True)],
                    "thickness": 2,
                },
                customdata=[each["n"] for each in bins],
                hovertemplate="says %{x:.1%}, right %{y:.1%} of %{customdata:,}<extra></extra>",
            ),
        ]
    )
    figure = _titled(figure, "how sure it says it is", "share right")
    lowest = min(each["confidence"] for each in bins)
    figure.update_xaxes(range=[max(0.0, lowest - 0.05), 1.02])
    return _with_legend(figure)


def coverage(curve: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Draw how often answers are right against the share of photos that get one.

    Parameters
    ----------
    curve : sequence of mapping
        As `core.evaluation.coverage.coverage_curve` returns it.
    """
    answered = [each["coverage"] for each in curve]
    lows, highs = zip(*(each["interval"] for each in curve), strict=True)
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
    figure = go.Figure(
        [
            go.Scatter(
                x=answered,
                y=[each["accuracy"] for each in curve],
                name="share right",
                mode="lines",
                line={"color": TRAINING, "width": 2.5},
                hovertemplate="answers %{x:.0%}, right %{y:.1%}<extra></extra>",
            ),
            go.Scatter(x=answered, y=highs, **edge),
            go.Scatter(
                x=answered,
                y=lows,
                **{**edge, "showlegend": True},
                name="the range chance leaves",
                fill="tonexty",
                fillcolor=_BAND,
            ),
        ]
    )
    figure = _titled(figure, "share of photos answered", "share right")
    figure.update_xaxes(range=[0, 1.02])
    figure.update_yaxes(range=[max(0.0, min(lows) - 0.02), 1.02])
    return _with_legend(figure)


def _curve(
    x: Sequence[float], y: Sequence[float], guessing: Sequence[Point], mark: Point | None
) -> go.Figure:
    at = [mark] if mark else []
    return go.Figure(
        [
            go.Scatter(
                x=list(x),
                y=list(y),
                mode="lines",
                line={"color": TRAINING, "width": 2.5},
                hovertemplate="%{x:.1%}, %{y:.1%}<extra></extra>",
                showlegend=False,
            ),
            _line(guessing, "guessing", legend=False),
            go.Scatter(
                x=[each[0] for each in at],
                y=[each[1] for each in at],
                mode="markers",
                marker={
                    "symbol": "diamond",
                    "size": 14,
                    "color": _MARK,
                    "line": {"color": "#000000", "width": 1.5},
                },
                hovertemplate="here: %{x:.1%}, %{y:.1%}<extra></extra>",
                showlegend=False,
            ),
        ]
    )


def _line(points: Sequence[Point], name: str, *, legend: bool = True) -> go.Scatter:
    return go.Scatter(
        x=[each[0] for each in points],
        y=[each[1] for each in points],
        name=name,
        mode="lines",
        line={"color": _GREY, "dash": "dash", "width": 1.5},
        hoverinfo="skip",
        showlegend=legend,
    )


def _titled(figure: go.Figure, x: str, y: str) -> go.Figure:
    axis = {"automargin": True, "range": _ENDS, "tickformat": ".0%"}
    return figure.update_layout(
        margin=_MARGIN, xaxis={**axis, "title": x}, yaxis={**axis, "title": y}
    )


def _with_legend(figure: go.Figure) -> go.Figure:
    legend = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}
    return figure.update_layout(margin={**_MARGIN, "t": 40}, legend=legend)
