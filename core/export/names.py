"""What goes into and comes out of an exported network is called the same in every format."""

from __future__ import annotations

PHOTO, PROBABILITIES, DISTANCE = "photo", "probabilities", "distance"
