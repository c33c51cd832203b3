"""``python -m tests.sleeping_job FOLDER SECONDS``: a job that does nothing for a while."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from core.detached_job import READY, RUNNING, DetachedJob, JobState

if __name__ == "__main__":
    job = DetachedJob(Path(sys.argv[1]), "tests.sleeping_job")
    with job.working() as free:
        if free:
            job.tell(JobState(RUNNING, "Sleeping", 0.5, result={"pid": os.getpid()}))
            time.sleep(float(sys.argv[2]))
            job.tell(JobState(READY, done=1.0, result={"slept": sys.argv[2]}))
