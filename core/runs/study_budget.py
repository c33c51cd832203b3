"""How much a study may cost; a search whose time was too short can be given more afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.files import read_json, write_json

SHORTEST_TRY = 1.0
"""Seconds left that are worth beginning another training for."""


@dataclass(frozen=True)
class Budget:
    """What all trainings of a study together may cost.

    Parameters
    ----------
    minutes : float or None
        Their time; None for no limit.
    tries : int or None
        The most trainings; None for no limit.
    """

    minutes: float | None = None
    tries: int | None = None

    def used_up(self, seconds: float, tries: int) -> str:
        """Return what so many seconds and trainings use up, in words; "" if some is left."""
        if self.minutes is not None and 60 * self.minutes - seconds <= SHORTEST_TRY:
            return "time"
        return "tries" if self.tries is not None and tries >= self.tries else ""

    def extended(
        self, seconds: float, tries: int, minutes: float | None, more: int | None
    ) -> Budget:
        """Return the budget after so many seconds and trainings, with minutes or tries added.

        More minutes lift a limit of tries that is reached already.
        """
        longer = self.minutes if minutes is None else seconds / 60 + minutes
        reached = self.tries is not None and tries >= self.tries
        most = tries + more if more is not None else None if reached else self.tries
        return Budget(longer, most)


def read_budget(path: Path, spec: Mapping[str, Any]) -> Budget:
    """Return the budget in a file, or what was settled at the start where there is none."""
    given = read_json(path) if path.is_file() else spec
    return Budget(given.get("minutes"), given.get("tries"))


def write_budget(path: Path, budget: Budget) -> None:
    """Keep a budget in a file."""
    write_json(path, asdict(budget))
