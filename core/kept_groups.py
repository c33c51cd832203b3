"""Groups of look-alikes as they were found last, kept so that a split need not look for them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from core.files import read_json, write_json
from core.workspace import Workspace


@dataclass(frozen=True)
class KeptGroups:
    """What the last search for look-alikes found.

    Parameters
    ----------
    groups : list of list of str
        Ids of photos that show the same picture.
    compared : list of str
        Ids of the photos that were looked at.
    unreadable : list of str
        Ids of those whose file is gone or damaged.
    at : float
        When, in seconds since 1970.
    """

    groups: list[list[str]]
    compared: list[str]
    unreadable: list[str]
    at: float

    def covers(self, ids: Iterable[str]) -> bool:
        """Say whether all these photos were looked at."""
        return {*ids} <= {*self.compared, *self.unreadable}


def keep_groups(
    workspace: Workspace,
    groups: Sequence[Sequence[str]],
    compared: Sequence[str],
    unreadable: Sequence[str] = (),
) -> None:
    """Keep what was found, in place of what was known, where the disk lets it."""
    found = [list(group) for group in groups]
    kept = KeptGroups(found, list(compared), list(unreadable), time.time())
    with suppress(OSError):  # it can be looked for again; no training or list ends for want of it
        write_json(workspace.look_alikes, asdict(kept))


def kept_groups(workspace: Workspace) -> KeptGroups | None:
    """Return what the last search found, None if there was none."""
    try:
        value: dict[str, Any] = read_json(workspace.look_alikes)
        return KeptGroups(**value)
    except (OSError, ValueError, TypeError):
        return None


def known_groups(workspace: Workspace) -> Sequence[Sequence[str]]:
    """Return the groups of look-alikes that the last search found; none if there was none."""
    kept = kept_groups(workspace)
    return kept.groups if kept else ()


def forget(workspace: Workspace, picture_id: str) -> None:
    """Remove a photo from what the last search found."""
    kept = kept_groups(workspace)
    if kept is None or not kept.covers([picture_id]):
        return
    groups = [[each for each in group if each != picture_id] for group in kept.groups]
    found = replace(
        kept,
        groups=[group for group in groups if len(group) > 1],
        compared=[each for each in kept.compared if each != picture_id],
        unreadable=[each for each in kept.unreadable if each != picture_id],
    )
    write_json(workspace.look_alikes, asdict(found))
