"""Curves of several trainings in one figure; plain data -> Plotly, no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from core.runs.state import EpochRecord
from ui.text import in_chart
from ui.theme import class_colour

HEIGHT = 560
_SYMBOLS = ("circle", "square", "triangle-up", "diamond", "star", "cross")
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


def overlaid_curves(histories: Mapping[str, tuple[EpochRecord, ...]]) -> go.Figure:
    """Draw share right above loss, both on photos kept aside, one line for each training.

    Parameters
    ----------
    histories : mapping of str to tuple of EpochRecord
        The finished rounds of each training by its name.

    Returns
    -------
    plotly.graph_objects.Figure
        Each training has a colour, a mark and a dash of its own, the same in both halves.
    """
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.06)
    for place, (name, history) in enumerate(histories.items()):
        for row, what in enumerate(("val_accuracy", "val_loss"), 1):
            figure.add_trace(_line(place, name, history, what), row=row, col=1)
    figure.update_layout(
        margin={"l": 8, "r": 16, "t": 36, "b": 44},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        hovermode="x unified",
    )
    longest = max((len(history) for history in histories.values()), default=0)
    figure.update_xaxes(range=[0.5, max(longest, 2) + 0.5])
    figure.update_xaxes(title="round", row=2, col=1)
    figure.update_yaxes(
        title="share right", range=[0, 1.02], tickformat=".0%", automargin=True, row=1, col=1
    )
    figure.update_yaxes(
        title="error (lower is better)", rangemode="tozero", automargin=True, row=2, col=1
    )
    return figure


def _line(place: int, name: str, history: tuple[EpochRecord, ...], what: str) -> go.Scatter:
    return go.Scatter(
        x=[record.epoch for record in history],
        y=[getattr(record, what) for record in history],
        name=in_chart(name, 40),
        legendgroup=name,
        showlegend=what == "val_accuracy",
        mode="lines+markers",
        line={"color": class_colour(place), "dash": _DASHES[place % len(_DASHES)], "width": 2.5},
        marker={"symbol": _SYMBOLS[place % len(_SYMBOLS)], "size": 7},
        hovertemplate="%{y:.3f}",
    )
