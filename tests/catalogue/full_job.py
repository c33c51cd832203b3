"""``python -m tests.catalogue.full_job DISK``: a job that dies on a disk that is full.

Printed is what a person is told of it, as JSON; that it can be made anew once there is room is
held here.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from core.detached_job import FAILED, READY, DetachedJob
from tests.catalogue.full_disk import Filler
from tests.dataset.making import wait_until


def main(arguments: Sequence[str]) -> int:
    """Start a job, fill the disk under it, and kill it."""
    disk = Path(arguments[0])
    job = DetachedJob(disk / "job", "tests.sleeping_job")
    job.start(["60"])
    wait_until(lambda: "pid" in job.state().result)
    filler = Filler(disk)
    filler.fill()
    os.kill(job.state().result["pid"], signal.SIGKILL)
    wait_until(lambda: job.state().status == FAILED)
    told = job.state().message
    filler.make_room()
    job.start(["0"])
    wait_until(lambda: job.state().status == READY)
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
