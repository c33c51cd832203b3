"""Names of the copies of a database and of the parts of its log, and which belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from core.workspace import Workspace

SNAPSHOT, LOG = ".sqlite", ".log"
_NAME = re.compile(r"([0-9]{4,})-([0-9]{10,})-([0-9A-Za-z]{1,16})(\.sqlite|\.log)")


@dataclass(frozen=True, order=True)
class Place:
    """A copy of the database, or a part of the log.

    Parameters
    ----------
    life : int
        Grows when the database is found to be another one than the log was written beside, as
        after somebody put an old file back. Copies and logs of two lives never mix.
    revision : int
        Of the database that was copied; of a part of the log, its first.
    schema : str
        Revision of the tables.
    path : Path
        The file.
    """

    life: int
    revision: int
    schema: str
    path: Path = field(compare=False)

    @classmethod
    def of(cls, workspace: Workspace, life: int, revision: int, schema: str, ending: str) -> Self:
        """Return where a copy (`SNAPSHOT`) or a part of the log (`LOG`) belongs."""
        name = f"{life:04d}-{revision:010d}-{schema}{ending}"
        return cls(life, revision, schema, workspace.snapshots / name)


@dataclass(frozen=True)
class Kept:
    """What there is, oldest first."""

    snapshots: list[Place]
    logs: list[Place]


def kept(workspace: Workspace) -> Kept:
    """Return the copies and the parts of the log."""
    found = sorted(_found(workspace.snapshots))
    return Kept(
        [each for each in found if each.path.suffix == SNAPSHOT],
        [each for each in found if each.path.suffix == LOG],
    )


def _found(folder: Path) -> Iterator[Place]:
    try:
        names = [path.name for path in folder.iterdir()]
    except FileNotFoundError:
        return
    for name in names:
        if match := _NAME.fullmatch(name):
            yield Place(int(match[1]), int(match[2]), match[3], folder / name)
