"""What still tells of a photo whose row is gone, noted before the row goes, and let go for good.

Those are the copies of the database, the log of its changes, and what a search found that went on
meanwhile. A kill or a disk that refuses leaves the note: the rest is done when the app starts, with
the next photo that is deleted, or by ``doctor --repair``.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from filelock import FileLock, Timeout

from core import kept_groups
from core.dataset.schema import is_sqlite
from core.dataset.snapshots.taking import keep_only_now
from core.dataset.store import DatasetStore
from core.errors import CoreError
from core.files import read_json, write_json
from core.workspace import Workspace

LATER = (
    "Mien does that when it is started the next time, with the next photo that is deleted "
    "everywhere, or by `python -m core doctor --repair`."
)
"""When what is left is let go, for who deleted the photo."""

_WAIT_SECONDS = 60
_told = logging.getLogger(__name__)


@contextmanager
def alone(workspace: Workspace) -> Iterator[None]:
    """Hold that nobody else deletes a photo everywhere.

    Raises
    ------
    CoreError
        If somebody else is at it for a minute.
    OSError
        If the disk refuses.
    """
    lock = FileLock(workspace.erasing_lock, timeout=_WAIT_SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        raise CoreError(
            "Another photo is being deleted everywhere right now.",
            "Nothing was deleted.",
            "Wait a minute, then delete the photo.",
        ) from error
    with lock:
        yield


def unfinished(workspace: Workspace) -> list[str]:
    """Return the photos that something may still tell of, though they were deleted everywhere."""
    try:
        noted = read_json(workspace.erasing)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except (OSError, ValueError):
        return [""]  # which ones is lost, but not that there are some
    return [str(each) for each in noted] if isinstance(noted, list) else [""]


def note(workspace: Workspace, picture_id: str) -> None:
    """Note durably that a photo is about to lose its row; `alone` has to be held.

    Raises
    ------
    OSError
        If the disk refuses.
    """
    write_json(workspace.erasing, list(dict.fromkeys([*unfinished(workspace), picture_id])))


def let_go(store: DatasetStore) -> tuple[bool, str]:
    """Let go what still tells of photos that were noted; `alone` has to be held.

    Returns
    -------
    tuple of (bool, str)
        Whether the database's file was written anew; and empty, or why something is left.
    """
    tidied = False
    try:
        tidied = store.compact()
        _forget(store.workspace, unfinished(store.workspace))
    except CoreError as problem:
        return tidied, str(problem)
    except OSError as error:
        return tidied, f"{error.filename or 'The disk'} refused: {error.strerror or error}."
    return tidied, ""


def finish(workspace: Workspace) -> str:
    """Let go what a deletion had to leave; return why it could not be, empty where it is done.

    Raises
    ------
    CoreError
        If the dataset cannot be opened, or a photo is being deleted right now.
    OSError
        If the disk refuses.
    """
    if not unfinished(workspace):
        return ""
    with alone(workspace), DatasetStore.open(workspace) as store:
        return let_go(store)[1]


def finish_at_start(workspace: Workspace) -> None:
    """Do `finish` as an app that starts does: what goes wrong is logged, and told by the doctor."""
    try:
        problem = finish(workspace)
    except (CoreError, OSError) as error:
        problem = str(error)
    if problem:
        _told.warning("A photo that was deleted everywhere is not let go yet: %s", problem)


def _forget(workspace: Workspace, ids: Sequence[str]) -> None:
    for picture_id in ids:
        kept_groups.forget(workspace, picture_id)
    if is_sqlite():
        keep_only_now(workspace)
    workspace.erasing.unlink(missing_ok=True)
