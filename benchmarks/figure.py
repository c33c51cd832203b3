"""One measured figure, as one line of JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Figure:
    """What was measured, beside what it should be.

    Parameters
    ----------
    name : str
        Name of the figure, one word.
    value : float or None
        What was measured; shares and accuracies as fractions of 1. None where it could not be
        measured on this computer, with the reason in ``detail``.
    unit : str
        Unit of ``value`` ("share", "x", "ms", "photos", "photos/s").
    target : float or str or None, optional
        What it should be: a number, or a number with its direction (">= 0.85").
    compared_with : str or None, optional
        What the value stands beside, where it is a comparison.
    detail : dict, optional
        The figures behind the value, JSON-ready.
    """

    name: str
    value: float | None
    unit: str
    target: float | str | None = None
    compared_with: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)

    def line(self) -> str:
        """Return the figure as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)
