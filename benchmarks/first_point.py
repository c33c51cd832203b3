"""From the start of a training to the first point on its curve."""

from __future__ import annotations

import time

from benchmarks.figure import Figure
from core.dataset.store import DatasetStore
from core.runs.launcher import request_stop
from core.runs.presets import preset_config
from core.runs.run_directory import RunDirectory
from core.training_plan import start_training
from core.workspace import Workspace

_TRIES = 3
_LOOKS = 0.02
_PATIENCE = 120.0


def first_point(faces: Workspace) -> Figure:
    """Train three times as the page does, and stop at the first point; return the median.

    Parameters
    ----------
    faces : Workspace
        Whose faces are imported, and were never trained on.
    """
    found = []
    for seed in range(_TRIES):
        with DatasetStore.open(faces) as store:
            began = time.monotonic()
            photos = store.summary().labelled
            config = preset_config("quick", "cnn-16-32-64", photos, 48)
            run = start_training(faces, store, config, name=f"Try {seed}")
        found.append(_wait(run) - began)
        request_stop(run)
        while not run.state().ended:
            time.sleep(_LOOKS)
    detail = {"seconds": [round(value, 2) for value in found], "network": config.architecture}
    detail["first_is_cold"] = "the first try also brings every picture to its size"
    value = round(sorted(found)[_TRIES // 2], 2)
    return Figure("first_point", value, "s", "<= 6, stretch 3", None, detail)


def _wait(run: RunDirectory) -> float:
    began = time.monotonic()
    while time.monotonic() - began < _PATIENCE:
        now = run.state()
        if now.first or now.history:
            return time.monotonic()
        if now.ended:
            raise RuntimeError(now.message)
        time.sleep(_LOOKS)
    raise TimeoutError("No point appeared within two minutes.")
