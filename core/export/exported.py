"""A file for other programs, and how it did there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True)
class Exported:
    """One model in one format.

    Parameters
    ----------
    format : str
        A name of `core.export.formats.FORMATS`.
    path : Path
        The file, or the folder of a SavedModel.
    megabytes : float
        Its size.
    milliseconds : float
        Median time for one photo, by its own runtime, one photo at a time.
    figures : dict
        As `core.export.agreement.agreement` returns it.
    """

    format: str
    path: Path
    megabytes: float
    milliseconds: float
    figures: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return {**asdict(self), "path": str(self.path)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Return what `to_json` described."""
        return cls(**{**value, "path": Path(value["path"])})
