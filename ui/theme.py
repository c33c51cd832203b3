"""Colours that everybody can tell apart, each class with a shape of its own.

The palette is Okabe and Ito's (Color Universal Design, 2008), in an order whose first colours keep
a contrast of 3:1 on the light and on the dark ground.
"""

from __future__ import annotations

CLASS_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#9A7D0A", "#56B4E9", "#7F7F7F")
CLASS_SHAPES = ("●", "■", "▲", "◆", "★", "✚", "▼")
TRAINING = "#0072B2"
VALIDATION = "#D55E00"


def class_shape(position: int) -> str:
    """Return the shape that stands for the class at ``position``."""
    return CLASS_SHAPES[position % len(CLASS_SHAPES)]


def class_colour(position: int) -> str:
    """Return the colour (``#RRGGBB``) that stands for the class at ``position``."""
    return CLASS_COLOURS[position % len(CLASS_COLOURS)]
