"""``python -m tests.catalogue.odd_workers HOW ...``: trainings under odd circumstances.

``app WORKSPACE CONFIG`` is an app that has started a training and stays. ``cut RUN`` is a worker
that the system ends in the middle of writing the model. ``poor RUN`` is a worker with hardly more
memory than it takes to load TensorFlow.
"""

from __future__ import annotations

import importlib
import json
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.dataset.store import DatasetStore
from core.runs.spec import TrainConfig
from core.training_plan import start_training
from core.worker import main as work
from core.worker import tune_tensorflow
from core.workspace import Workspace

HALF = 5_000
"""Bytes of the model that are written when its worker is ended."""

_MORE_MEMORY = 600 << 20


def _app(place: str, config: str) -> int:
    workspace = Workspace(Path(place))
    with DatasetStore.open(workspace) as store:
        start_training(workspace, store, TrainConfig.from_json(json.loads(config)))
    time.sleep(600)
    return 0


def _cut(run: str) -> int:
    import resource  # Windows has none, and reads this file too

    def watch(event: str, given: tuple[Any, ...]) -> None:
        if event == "open" and str(given[0]).endswith(".keras") and "w" in str(given[1]):
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (HALF, HALF))

    sys.addaudithook(watch)
    return work([run])


def _poor(run: str) -> int:
    import resource

    tune_tensorflow()
    importlib.import_module("core.learning.training")
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + _MORE_MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    return work([run])


def main(arguments: Sequence[str]) -> int:
    """Be one of them."""
    how, *given = arguments
    return {"app": _app, "cut": _cut, "poor": _poor}[how](*given)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
