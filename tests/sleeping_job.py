"""``python -m tests.sleeping_job FOLDER SECONDS``: a job that does nothing for a while.

Instead of a number of seconds it takes "refuse", "full", "fault", "closed" and "break": ways to
come to nothing.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from functools import partial
from pathlib import Path

from core.detached_job import READY, RUNNING, DetachedJob, JobState
from core.errors import CoreError

_PROBLEMS = {
    "refuse": CoreError("There is nothing to make.", advice="Add photos."),
    "full": OSError(errno.ENOSPC, "No space left on device"),
    "fault": OSError(errno.EIO, "Input/output error"),
    "closed": PermissionError(errno.EACCES, "Permission denied"),
    "break": RuntimeError("nobody expects this"),
}


def _sleep(job: DetachedJob, how: str) -> JobState:
    job.tell(JobState(RUNNING, "Sleeping", 0.5, result={"pid": os.getpid()}))
    if how in _PROBLEMS:
        raise _PROBLEMS[how]
    time.sleep(float(how))
    return JobState(READY, done=1.0, result={"slept": how})


if __name__ == "__main__":
    job = DetachedJob(Path(sys.argv[1]), "tests.sleeping_job")
    sys.exit(job.carry_out(partial(_sleep, job, sys.argv[2])))
