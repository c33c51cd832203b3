"""Plotly charts that are updated in place: no flicker, and zoom and hover survive new points.

``st.plotly_chart`` makes a new chart in the browser whenever its data change. Here a component
calls Plotly's own ``react`` instead. Two components share the work, because Streamlit sends a
component's script along with its data: one carries the 4.8 MB library, has no data, and so is sent
once and then served from the browser's message cache; the other is small and carries the figure.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import plotly
import plotly.graph_objects as go
import streamlit as st

_HERE = Path(__file__).parent


@cache
def _library() -> Any:
    script = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    return st.components.v2.component(
        "mien_plotly_library",
        js=script.read_text(encoding="utf-8") + "\nexport default function () {}\n",
    )


@cache
def _chart() -> Any:
    return st.components.v2.component(
        "mien_plot",
        html='<div class="mien-plot" role="img"></div>',
        css=(_HERE / "plot.css").read_text(encoding="utf-8"),
        js=(_HERE / "plot.js").read_text(encoding="utf-8"),
        isolate_styles=False,  # Plotly writes its own style sheet into the document
    )


def load() -> None:
    """Bring Plotly into the page; call once per page, outside every fragment."""
    _library()(key="plotly-library", height=1)


def draw(figure: go.Figure, *, key: str, alt: str, height: int = 320, reveal: bool = False) -> None:
    """Draw a figure, or update the one drawn under the same key.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        What to draw; its font and grid colours follow the page's theme.
    key : str
        Names the chart; keep it the same for as long as it is the same chart.
    alt : str
        What a person who cannot see the chart should hear.
    height : int
        Height in pixels.
    reveal : bool
        Bring the chart into view, once.
    """
    data = {"figure": json.loads(figure.to_json()), "alt": alt, "height": height, "reveal": reveal}
    _chart()(key=key, data=data, height=height)
