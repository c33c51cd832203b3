"""Colours that everybody can tell apart, each class with a shape of its own.

The first three are Okabe and Ito's (Color Universal Design, 2008). The others were searched for the
largest distance in Oklab between any two of the seven, seen with normal and with red-green-blind
eyes (Machado et al. 2009, doi:10.1109/TVCG.2009.113), among colours that keep a contrast of 3:1 on
the light and on the dark ground.
"""

from __future__ import annotations

CLASS_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#9352CC", "#806600", "#007AE6", "#686868")
CLASS_SHAPES = ("●", "■", "▲", "◆", "★", "✚", "▼")
TRAINING = "#0072B2"
VALIDATION = "#D55E00"


def class_shape(position: int) -> str:
    """Return the shape that stands for the class at ``position``."""
    return CLASS_SHAPES[position % len(CLASS_SHAPES)]


def class_colour(position: int) -> str:
    """Return the colour (``#RRGGBB``) that stands for the class at ``position``."""
    return CLASS_COLOURS[position % len(CLASS_COLOURS)]
