"""Groups of look-alikes as they were found last, kept so that a split need not look for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace

from filelock import FileLock
from pydantic import TypeAdapter

from core.files import read_json, write_json
from core.workspace import Workspace

_LOCK_SECONDS = 60  # it is held while a file is read and written


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

    def without(self, gone: Collection[str]) -> KeptGroups:
        """Return what is left of it when some photos are no more."""
        groups = [[each for each in group if each not in gone] for group in self.groups]
        return replace(
            self,
            groups=[group for group in groups if len(group) > 1],
            compared=[each for each in self.compared if each not in gone],
            unreadable=[each for each in self.unreadable if each not in gone],
        )


_SHAPE = TypeAdapter(KeptGroups)


def keep_groups(
    workspace: Workspace,
    groups: Sequence[Sequence[str]],
    compared: Sequence[str],
    unreadable: Sequence[str] = (),
    still_here: Callable[[], Collection[str]] | None = None,
) -> None:
    """Keep what was found, in place of what was known, where the disk lets it.

    Parameters
    ----------
    workspace : Workspace
        Whose photos.
    groups, compared, unreadable : sequence
        As in `KeptGroups`.
    still_here : callable, optional
        Returns the photos of the set, in use or in the bin, at the moment of writing: one that was
        deleted everywhere during the search is left out.
    """
    found = [list(group) for group in groups]
    kept = KeptGroups(found, list(compared), list(unreadable), time.time())
    with suppress(OSError), _alone(workspace):  # it can be looked for again; nothing ends for it
        gone = {*compared, *unreadable}.difference(still_here()) if still_here else set()
        write_json(workspace.look_alikes, asdict(kept.without(gone)))


def kept_groups(workspace: Workspace) -> KeptGroups | None:
    """Return what the last search found, None if there was none."""
    try:
        return _SHAPE.validate_python(read_json(workspace.look_alikes))
    except (OSError, ValueError):
        return None


def known_groups(workspace: Workspace) -> Sequence[Sequence[str]]:
    """Return the groups of look-alikes that the last search found; none if there was none."""
    kept = kept_groups(workspace)
    return kept.groups if kept else ()


def forget(workspace: Workspace, picture_id: str) -> None:
    """Remove a photo, whose row has to be gone, from what the last search found.

    A search that goes on meanwhile does not write it back.

    Raises
    ------
    OSError
        If the disk refuses.
    """
    with _alone(workspace):
        kept = kept_groups(workspace)
        if kept is not None and kept.covers([picture_id]):
            write_json(workspace.look_alikes, asdict(kept.without({picture_id})))


def _alone(workspace: Workspace) -> FileLock:
    return FileLock(workspace.looks_lock, timeout=_LOCK_SECONDS)
