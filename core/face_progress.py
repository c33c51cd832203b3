"""How far the search for faces is; light, so that pages may ask often."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from pydantic import TypeAdapter

from core.files import read_json, write_json
from core.processes import is_held, start_detached
from core.workspace import Workspace


@dataclass(frozen=True)
class SearchProgress:
    """How far a search for faces is, or how the last one ended.

    Parameters
    ----------
    done, total : int
        Photos looked at in this sitting, and photos there were to look at.
    running : bool
        Whether somebody is at it.
    notice : str
        Empty, or why a weaker finder is used and how to get the better one.
    unreadable : int
        Photos whose file is gone or damaged; they count as showing no face.
    message : str
        Why the search failed, as a sentence; empty if it did not.
    """

    done: int = 0
    total: int = 0
    running: bool = False
    notice: str = ""
    unreadable: int = 0
    message: str = ""


_SHAPE = TypeAdapter(SearchProgress)


def search_progress(workspace: Workspace) -> SearchProgress:
    """Return how far the search for faces is, or how the last one ended."""
    try:
        told = _SHAPE.validate_python(read_json(workspace.face_search))
    except (OSError, ValueError):
        told = SearchProgress()
    return replace(told, running=is_held(workspace.face_search_lock))


def start_search(workspace: Workspace) -> None:
    """Look for faces in a process of its own; one that finds another at work ends at once."""
    start_detached(["core.face_process", str(workspace.root)], workspace.face_search_log)


def note_failure(workspace: Workspace, message: str) -> None:
    """Keep why a search ended early, for `search_progress`."""
    write_json(workspace.face_search, asdict(SearchProgress(message=message)))
