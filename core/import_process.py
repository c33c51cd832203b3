"""``python -m core.import_process WORKSPACE IMPORT``: one import, and the faces in its photos."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from core.errors import CoreError
from core.priority import give_way
from core.workspace import Workspace


def main(root: str, job_id: str) -> int:
    """Run an import to its end and leave what came of it in its folder; then look for faces.

    Returns
    -------
    int
        Exit status: 0, or 1 if the import or the search failed.
    """
    # Imported here, so that the processes this one spawns do not load the database too.
    from core.dataset.import_folders import find_job  # noqa: PLC0415
    from core.dataset.import_run import run  # noqa: PLC0415

    give_way()
    job = find_job(Workspace(Path(root)), job_id)
    try:
        run(job)
    except CoreError:
        return 1  # the sentence is in the import's folder already
    except Exception as error:  # noqa: BLE001 - nobody else is there to tell the person
        traceback.print_exc()
        job.fail(f"The import stopped: {type(error).__name__}. Its log is {job.log}.")
        return 1
    from core import face_process  # noqa: PLC0415 - OpenCV is loaded when the photos are in

    return face_process.main(root)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
