"""A file for other programs, and how it did there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

_NAMED = 3


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
    left_out : list of str, optional
        Photos that should have been asked about and cannot be read any more, as paths in the
        workspace.
    """

    format: str
    path: Path
    megabytes: float
    milliseconds: float
    figures: dict[str, Any]
    left_out: list[str] = field(default_factory=list)

    def notice(self) -> str:
        """Return which photos were left out, as one sentence; empty where none was."""
        if not self.left_out:
            return ""
        named, more = self.left_out[:_NAMED], len(self.left_out) - _NAMED
        which = ", ".join(named) + (f" and {more:,} more" if more > 0 else "")
        number = len(self.left_out)
        photos = "1 photo" if number == 1 else f"{number:,} photos"
        verb, were = ("is", "was") if number == 1 else ("are", "were")
        return f"{photos} {verb} gone or damaged and {were} left out of the check: {which}."

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return {**asdict(self), "path": str(self.path)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Return what `to_json` described."""
        return cls(**{**value, "path": Path(value["path"])})
