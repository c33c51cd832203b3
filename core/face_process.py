"""``python -m core.face_process WORKSPACE``: one search for faces in its own process.

Look-alikes are looked for afterwards, so that they are known when photos are shared out.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from core.dataset.store import DatasetStore
from core.duplicate_search import search_beside
from core.errors import CoreError
from core.face_progress import note_failure
from core.face_search import find_faces
from core.priority import give_way
from core.workspace import Workspace


def main(root: str) -> int:
    """Look for faces to the end, or leave why not.

    Returns
    -------
    int
        Exit status: 0, or 1 if the search failed.
    """
    workspace = Workspace(Path(root))
    try:
        find_faces(workspace)
        with DatasetStore.open(workspace) as store:
            search_beside(workspace, store)
    except CoreError as error:
        note_failure(workspace, str(error))
        return 1
    except Exception as error:  # noqa: BLE001 - nobody else is there to tell the person
        traceback.print_exc()
        note_failure(workspace, f"The search for faces stopped: {type(error).__name__}.")
        return 1
    return 0


if __name__ == "__main__":
    give_way()
    sys.exit(main(*sys.argv[1:]))
